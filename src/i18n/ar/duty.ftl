## Who is on duty

duty-title = من المناوب؟
duty-now = الآن
duty-now-none = لا أحد مناوب في مدنكم. أضيفوا ساعات حتى يصل التنبيه إلى شخص ما.
duty-nobody = لا أحد
duty-somebody = شخص آخر من فريق التنسيق
duty-region = جهة { $name }
duty-national = المستوى الوطني
duty-everywhere = كل المناطق
duty-and = {"، "}

## The hours without anybody

duty-full = يوجد مناوب في كل ساعة من الأيام الأربعة عشر القادمة.
duty-lacking =
    { $count ->
        [zero] لا ساعة بلا مناوب في الأيام الأربعة عشر القادمة
        [one] ساعة واحدة بلا مناوب في الأيام الأربعة عشر القادمة
        [two] ساعتان بلا مناوب في الأيام الأربعة عشر القادمة
        [few] { $count } ساعات بلا مناوب في الأيام الأربعة عشر القادمة
        [many] { $count } ساعة بلا مناوب في الأيام الأربعة عشر القادمة
       *[other] { $count } ساعة بلا مناوب في الأيام الأربعة عشر القادمة
    }
duty-lacking-more =
    { $count ->
        [zero] ولا فترة أخرى
        [one] وفترة أخرى
        [two] وفترتان أخريان
        [few] و{ $count } فترات أخرى
        [many] و{ $count } فترة أخرى
       *[other] و{ $count } فترة أخرى
    }
duty-lacking-next = في هذه الساعات ينتقل التنبيه فورًا إلى المستوى التالي.
duty-never = مناطق بلا مناوب
duty-never-next = ينتقل التنبيه فيها فورًا إلى المستوى التالي. أضيفوا لها ساعات حتى يُنبَّه شخص ما.

## The week and its hours

duty-no-hours = سيظهر هنا جدول أسبوع كل منطقة لها ساعات مناوبة. ومن دونها يُنبَّه فريق تنسيق المنطقة كله في كل مرة.
duty-week = الأسبوع القادم، { $area }: لا مناوب { $gaps }.
duty-week-full = الأسبوع القادم، { $area }: يوجد مناوب دائمًا.
duty-legend = شريط عريض: يوجد مناوب. خط رفيع: لا أحد.
duty-every-day = كل يوم
duty-remove = حذف
duty-remove-hours = حذف: { $who }، { $days }
duty-remove-change = حذف: { $what }
duty-add = إضافة ساعات
duty-add-what = حالما تكون لمنطقة ساعات مناوبة، لا يُنبَّه إلا المسجلون فيها.
duty-who = الشخص
duty-area = المنطقة
duty-days = الأيام
duty-from = من الساعة
duty-to = إلى الساعة
duty-next-day = إذا كانت ساعة الانتهاء قبل ساعة البداية أو تساويها فهي في اليوم التالي.
duty-add-do = إضافة

## Changes and swaps

duty-changes = تغييرات ومبادلات
duty-no-changes = لا تغييرات بعد. تُسجَّل هنا العطل والمبادلات بتواريخها.
duty-change = تسجيل تغيير
duty-change-what = من يغيب، ومن ينوب عنه، أو من ينضم إضافةً.
duty-off = الشخص الغائب
duty-on = الشخص المناوب
duty-none = لا أحد
duty-change-from = من
duty-change-to = إلى
duty-change-do = تسجيل
duty-change-swap = { "\u200F" }{ $on } مكان { $off }
duty-change-on = { "\u200F" }إضافة: { $who }
duty-change-off = { "\u200F" }غياب: { $who }

## What is not right

duty-wrong-who = اختاروا شخصًا من فريق التنسيق، حسابه مفعَّل وهذه المنطقة من مسؤوليته.
duty-wrong-area = اختاروا منطقة من اللائحة؛ ومن ينضم إضافةً فلمنطقة واحدة.
duty-wrong-days = اختاروا يومًا واحدًا على الأقل.
duty-wrong-time = ساعة مثل 20:00.
duty-wrong-moment = تاريخ وساعة.
duty-wrong-span = يجب أن تكون النهاية بعد البداية.
duty-wrong-nobody = حدِّدوا من يغيب أو من يناوب؛ ومن ينضم إضافةً فلمنطقة واحدة.
duty-wrong-same = اختاروا شخصًا غير الشخص الغائب.
duty-too-many = الجدول ممتلئ: مئة سطر. احذفوا منه قبل الإضافة.
