## Who is on duty

duty-title = من المناوب؟
duty-now = الآن
duty-now-none = لا أحد مناوب في مدنكم. أضيفوا ساعات ليُنبَّه أحد.
duty-nobody = لا أحد
duty-somebody = تنسيق آخر
duty-region = جهة { $name }
duty-national = البلد كله
duty-everywhere = في كل مكان
duty-and = {"، "}

## The hours without anybody

duty-full = يوجد مناوب في كل ساعة من الأيام الأربعة عشر القادمة.
duty-lacking =
    { $count ->
        [zero] لا ساعة بلا مناوب في الأيام الأربعة عشر القادمة
        [one] لا أحد طوال ساعة في الأيام الأربعة عشر القادمة
        [two] لا أحد طوال ساعتين في الأيام الأربعة عشر القادمة
        [few] لا أحد طوال { $count } ساعات في الأيام الأربعة عشر القادمة
       *[other] لا أحد طوال { $count } ساعة في الأيام الأربعة عشر القادمة
    }
duty-lacking-more =
    { $count ->
        [one] ومرة أخرى
        [two] ومرتان أخريان
        [few] و{ $count } مرات أخرى
       *[other] و{ $count } مرة أخرى
    }
duty-lacking-next = في هذه الساعات ينتقل التنبيه فورًا إلى المرحلة التالية.
duty-never = لا أحد مناوب هناك أبدًا
duty-never-next = هناك ينتقل التنبيه فورًا إلى المرحلة التالية. الساعات المضافة هنا تجعل فيها مناوبًا.

## The week and its hours

duty-no-hours = هنا يُقرأ أسبوع كل مكان له ساعات. ومن دون ساعات يُنبَّه كل منسقيه في كل مرة.
duty-week = الأسبوع القادم، { $area }: لا أحد { $gaps }.
duty-week-full = الأسبوع القادم، { $area }: يوجد مناوب دائمًا.
duty-legend = شريط عريض: يوجد مناوب. خط رفيع: لا أحد.
duty-every-day = كل يوم
duty-remove = حذف
duty-remove-hours = حذف: { $who }، { $days }
duty-remove-change = حذف: { $what }
duty-add = إضافة ساعات
duty-add-what = حالما تكون لمكان ساعات، لا يُنبَّه إلا المسجلون فيها.
duty-who = من
duty-area = أين
duty-days = الأيام
duty-from = من الساعة
duty-to = إلى الساعة
duty-next-day = نهاية قبل البداية أو في الساعة نفسها تكون في اليوم التالي.
duty-add-do = إضافة

## Changes and swaps

duty-changes = تغييرات ومبادلات
duty-no-changes = لا شيء بعد. تُسجَّل هنا العطلة أو المبادلة بتواريخها.
duty-change = تسجيل تغيير
duty-change-what = من يغيب، ومن ينوب عنه، أو من يأتي إضافة.
duty-off = غائب
duty-on = مناوب
duty-none = لا أحد
duty-change-from = من
duty-change-to = إلى
duty-change-do = تسجيل
duty-change-swap = { $on } مكان { $off }
duty-change-on = { $who }، إضافة
duty-change-off = { $who }، غائب

## What is not right

duty-wrong-who = اختاروا منسقًا نشطًا مسؤولًا عن هذا المكان.
duty-wrong-area = اختاروا مكانًا من القائمة؛ ومن يأتي إضافة فلمكان واحد.
duty-wrong-days = اختاروا يومًا واحدًا على الأقل.
duty-wrong-time = ساعة مثل 20:00.
duty-wrong-moment = تاريخ وساعة.
duty-wrong-span = النهاية بعد البداية.
duty-wrong-nobody = قولوا من يغيب أو من يناوب؛ ومن يأتي إضافة فلمكان واحد.
duty-wrong-same = اختاروا غير الشخص الغائب.
duty-too-many = الجدول ممتلئ: مئة سطر. احذفوا منه قبل الإضافة.
