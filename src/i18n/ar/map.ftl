## Where the beds are, and where children wait

map-title = أين الأسرّة وأين ينتظر الأطفال
map-none = ستُرسم الخريطة هنا حالما يُضاف أول مركز.
map-legend = دائرة ممتلئة: أسرّة شاغرة؛ دائرة فارغة: لم يبق سرير. دائرة بحافتين: أطفال ينتظرون. الخط هو الساحل.
map-sentence = خريطة الأسرّة الشاغرة والأطفال المنتظرين. { $cities }.
map-city = { $name }: { $free }
map-city-waiting = { $name }: { $free }، { $waiting } بلا سرير
map-no-bed = لم يبق سرير
map-and = {"؛ "}
map-caption = الأسرّة والأطفال حسب المدينة
map-name = المدينة
map-free = شاغرة
map-promised = موعودة
map-waiting = بلا سرير
