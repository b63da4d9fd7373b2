## Days, months, lengths of time

wording-minutes = { $m } دق
wording-hours = { $h } سا { $m } دق
wording-weekday =
    { $day ->
        [0] الاثنين
        [1] الثلاثاء
        [2] الأربعاء
        [3] الخميس
        [4] الجمعة
        [5] السبت
       *[6] الأحد
    }
wording-month =
    { $month ->
        [1] يناير
        [2] فبراير
        [3] مارس
        [4] أبريل
        [5] ماي
        [6] يونيو
        [7] يوليوز
        [8] غشت
        [9] شتنبر
        [10] أكتوبر
        [11] نونبر
       *[12] دجنبر
    }
wording-date = { "\u200F" }{ $weekday } { $day } { $month }
