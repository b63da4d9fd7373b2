## Where the beds are, and where children wait

map-title = أين الأسرّة وأين ينتظر الأطفال
map-none = ستُرسم الخريطة هنا حالما يُضاف أول مركز.
map-legend = دائرة ممتلئة: أسرّة شاغرة؛ دائرة فارغة: لا سرير شاغر. دائرة بحافتين: أطفال ينتظرون. الخط هو الساحل.
map-sentence = خريطة الأسرّة الشاغرة والأطفال المنتظرين. { $cities }.
map-city = { "\u200F" }{ $name }: { $free }
map-city-waiting = { "\u200F" }{ $name }: { $free }، { $waiting } بلا سرير
map-no-bed = لا سرير شاغر
map-and = {"؛ "}
map-caption = الأسرّة والأطفال حسب المدينة
map-name = المدينة
map-free = شاغرة
map-promised = محجوزة
map-waiting = بلا سرير
