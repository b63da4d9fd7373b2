## Of the children asked for, how many slept in a bed

gap-title = الفجوة
gap-this-month =
    من بين { $count ->
        [one] طفل واحد
        [two] طفلين
        [few] { $n } أطفال
        [many] { $n } طفلًا
       *[other] { $n } طفل
    } هذا الشهر، { $placed ->
        [0] لم ينم أحد
        [one] نام واحد
        [two] نام اثنان
       *[other] نام { $k }
    } في سرير.
gap-in-month =
    { $month }: من بين { $count ->
        [one] طفل واحد
        [two] طفلين
        [few] { $n } أطفال
        [many] { $n } طفلًا
       *[other] { $n } طفل
    }، { $placed ->
        [0] لم ينم أحد
        [one] نام واحد
        [two] نام اثنان
       *[other] نام { $k }
    } في سرير.
gap-between =
    من { $from } إلى { $to }، من بين { $count ->
        [one] طفل واحد
        [two] طفلين
        [few] { $n } أطفال
        [many] { $n } طفلًا
       *[other] { $n } طفل
    }، { $placed ->
        [0] لم ينم أحد
        [one] نام واحد
        [two] نام اثنان
       *[other] نام { $k }
    } في سرير.
gap-began = كانت النسبة في البداية { $share }.
gap-none = لم يُطلب سرير لأي طفل في هذه الأشهر. من أول طلب يُقرأ هنا كم طفلًا نام في سرير.
gap-note = من أبريل 2019 إلى أكتوبر 2022 وفّر الشركاء مأوى عاجلًا لـ{ $placed } من بين { $asked } من الأطفال: من هنا بدأ هذا الرقم.
gap-everywhere = هذه أرقام كل المدن.
gap-yours = هذه أرقام مدنكم.
gap-joined = المجموعات التي تقل عن خمسة أطفال في الشهر مجموعة تحت «غيرهم»، أو غير معروضة.
gap-how = يُحسب كل طفل في شهر طلبه.

## Which months

gap-from = من
gap-to = إلى
gap-show = عرض
gap-month-year = { $month } { $year }
gap-wrong-month = اختاروا شهرًا من القائمة.
gap-wrong-order = الشهر الأخير يأتي بعد الأول.

## The charts, each with its table

gap-csv = تنزيل (CSV)
gap-named = { $name }: { $value }
gap-and = {"؛ "}
gap-mark = في البداية: { $share }
gap-legend = شريط ممتلئ: ناموا في سرير. إطار: عُرض عليهم سرير.
gap-asked = الطلبات
gap-offered = العروض
gap-placed = في سرير
gap-share = النسبة
gap-month = الشهر
gap-city = المدينة
gap-gender = الأطفال
gap-age = العمر
gap-by-month = من ناموا في سرير حسب الشهر
gap-by-city = من ناموا في سرير حسب المدينة
gap-by-gender = من ناموا في سرير من الفتيات والفتيان
gap-by-age = من ناموا في سرير حسب العمر
gap-title-months = من { $first } ({ $from }) إلى { $last } ({ $to })
gap-title-city = أطول طريق أمام { $name }: { $share }
gap-title-girls = الفتيات { $share } من الأطفال؛ { $placed } منهن نمن في سرير
gap-title-no-girls = لم تُطلب أسرّة لفتيات
gap-title-age = في هذا العمر تقل الأسرّة أكثر: { $name }، { $share } في سرير
gap-title-same = النسبة نفسها في كل مكان: { $share }
gap-girls = فتيات
gap-boys = فتيان
gap-others = غيرهم
gap-age-band = { $band } سنة
gap-age-grown = 18 فأكثر

## How long it takes

gap-title-minutes = { $month }: نام طفل من كل اثنين في سرير خلال { $time } أو أقل
gap-minutes = المدة الوسيطة منذ الاتصال
gap-to-offer = عُرض سرير
gap-to-bed = في سرير

## Why shelters said no

gap-title-reasons = أول سبب للرفض: { $reason } ({ $share })
gap-reasons = رفض المراكز حسب السبب
gap-reason = السبب
gap-refusals = الرفض بعدد الأطفال
gap-reason-full = ممتلئ
gap-reason-count-was-wrong = عدد خاطئ
gap-reason-cannot-meet-need = حاجة كبيرة
gap-reason-not-eligible = خارج الاستقبال
gap-reason-safety = السلامة
gap-reason-closed = دار مغلقة
gap-reason-other = سبب آخر
