## Of the children asked for, how many slept in a bed

gap-title = الحصيلة
gap-this-month =
    من بين { $count ->
        [one] طفل واحد
        [two] طفلين
        [few] { $n } أطفال
        [many] { $n } طفلًا
       *[other] { $n } طفل
    } هذا الشهر، { $placed ->
        [0] لم يتم إيواء أحد
        [one] تم إيواء واحد
        [two] تم إيواء اثنين
       *[other] تم إيواء { $k }
    }.
gap-in-month =
    { $month }: من بين { $count ->
        [one] طفل واحد
        [two] طفلين
        [few] { $n } أطفال
        [many] { $n } طفلًا
       *[other] { $n } طفل
    }، { $placed ->
        [0] لم يتم إيواء أحد
        [one] تم إيواء واحد
        [two] تم إيواء اثنين
       *[other] تم إيواء { $k }
    }.
gap-between =
    من { $from } إلى { $to }، من بين { $count ->
        [one] طفل واحد
        [two] طفلين
        [few] { $n } أطفال
        [many] { $n } طفلًا
       *[other] { $n } طفل
    }، { $placed ->
        [0] لم يتم إيواء أحد
        [one] تم إيواء واحد
        [two] تم إيواء اثنين
       *[other] تم إيواء { $k }
    }.
gap-began = كانت النسبة في البداية { $share }.
gap-none = لم يُطلب سرير لأي طفل في هذه الأشهر. ابتداءً من أول طلب تظهر هنا حصيلة الأطفال الذين تم إيواؤهم.
gap-note = من أبريل 2019 إلى أكتوبر 2022 وفّر الشركاء إيواءً استعجاليًا لـ{ $placed } من بين { $asked } من الأطفال: من هنا تبدأ هذه النسبة.
gap-everywhere = هذه أرقام كل المدن.
gap-yours = هذه أرقام مدنكم.
gap-joined = المجموعات التي تضم أقل من خمسة أطفال في الشهر مجمَّعة تحت «غيرهم»، أو غير معروضة.
gap-how = يُحسب كل طفل في شهر الطلب.

## Which months

gap-from = من
gap-to = إلى
gap-show = عرض
gap-month-year = { "\u200F" }{ $month } { $year }
gap-wrong-month = اختاروا شهرًا من اللائحة.
gap-wrong-order = يجب أن يكون الشهر الأخير بعد الأول.

## The charts, each with its table

gap-csv = تنزيل (CSV)
gap-named = { "\u200F" }{ $name }: { $value }
gap-and = {"؛ "}
gap-mark = في البداية: { $share }
gap-legend = شريط ممتلئ: تم إيواؤهم. إطار: عُرض عليهم سرير.
gap-asked = أطفال طُلب لهم سرير
gap-offered = عُرض عليهم سرير
gap-placed = تم إيواؤهم
gap-share = النسبة
gap-month = الشهر
gap-city = المدينة
gap-gender = الأطفال
gap-age = العمر
gap-by-month = الأطفال الذين تم إيواؤهم حسب الشهر
gap-by-city = الأطفال الذين تم إيواؤهم حسب المدينة
gap-by-gender = الأطفال الذين تم إيواؤهم حسب الجنس
gap-by-age = الأطفال الذين تم إيواؤهم حسب العمر
gap-title-months = من { $first } ({ $from }) إلى { $last } ({ $to })
gap-title-city = أكبر نقص في { $name }: تم إيواء { $share }
gap-title-girls = تمثل البنات { $share } من الأطفال؛ وتم إيواء { $placed } منهن
gap-title-no-girls = لم يُطلب سرير لأي بنت
gap-title-age = أكبر نقص في هذا العمر: { $name }، تم إيواء { $share }
gap-title-same = النسبة متساوية: { $share }
gap-girls = بنات
gap-boys = أولاد
gap-others = غيرهم
gap-age-band = سن { $band }
gap-age-grown = سن 18 فأكثر

## How long it takes

gap-title-minutes = { $month }: تم إيواء نصف الأطفال خلال { $time } أو أقل
gap-minutes = المدة الوسيطة منذ الطلب
gap-to-offer = عُرض سرير
gap-to-bed = تم الإيواء

## Why shelters said no

gap-title-reasons = أول سبب للاعتذار: { $reason } ({ $share })
gap-reasons = اعتذارات المراكز حسب السبب
gap-reason = السبب
gap-refusals = الاعتذارات بعدد الأطفال
gap-reason-full = لا أماكن شاغرة
gap-reason-count-was-wrong = عدد غير صحيح
gap-reason-cannot-meet-need = حاجة غير متوفرة
gap-reason-not-eligible = خارج معايير الاستقبال
gap-reason-safety = خطر على السلامة
gap-reason-closed = مركز مغلق
gap-reason-other = سبب آخر
