## Every bed, live

board-title = الأسرّة الآن
board-none = لا مركز يطابق هذا الاختيار. وسّعوه؛ وكل مركز جديد سيظهر هنا تلقائيًا.
board-no-pools = ستظهر أسرّته هنا حالما تُضاف.
board-call = اتصال
board-call-name = اتصال بـ{ $name }
board-counted = آخر عدّ منذ { $for }
board-counted-now = آخر عدّ قبل لحظات
board-stale-hours =
    { $count ->
        [zero] آخر عدّ منذ أقل من ساعة
        [one] آخر عدّ منذ ساعة
        [two] آخر عدّ منذ ساعتين
        [few] آخر عدّ منذ { $count } ساعات
        [many] آخر عدّ منذ { $count } ساعة
       *[other] آخر عدّ منذ { $count } ساعة
    }
board-stale-days =
    { $count ->
        [zero] آخر عدّ منذ أقل من يوم
        [one] آخر عدّ منذ يوم
        [two] آخر عدّ منذ يومين
        [few] آخر عدّ منذ { $count } أيام
        [many] آخر عدّ منذ { $count } يومًا
       *[other] آخر عدّ منذ { $count } يوم
    }
board-overcommitted = الحجوزات أكثر من الأسرّة
board-stale =
    { $count ->
        [zero] لا سرير بعدّ قديم
        [one] سرير واحد، عدّه قديم جدًا
        [two] سريران، عدّهما قديم جدًا
        [few] { $count } أسرّة، عدّها قديم جدًا
        [many] { $count } سريرًا، عدّها قديم جدًا
       *[other] { $count } سرير، عدّها قديم جدًا
    }
board-takes-female =
    { $to ->
        [zero] بنات، أقل من سنة
        [one] بنات من { $from } إلى سنة واحدة
        [two] بنات من { $from } إلى سنتين
        [few] بنات من { $from } إلى { $to } سنوات
        [many] بنات من { $from } إلى { $to } سنة
       *[other] بنات من { $from } إلى { $to } سنة
    }
board-takes-male =
    { $to ->
        [zero] أولاد، أقل من سنة
        [one] أولاد من { $from } إلى سنة واحدة
        [two] أولاد من { $from } إلى سنتين
        [few] أولاد من { $from } إلى { $to } سنوات
        [many] أولاد من { $from } إلى { $to } سنة
       *[other] أولاد من { $from } إلى { $to } سنة
    }
board-takes-any =
    { $to ->
        [zero] الجميع، أقل من سنة
        [one] الجميع من { $from } إلى سنة واحدة
        [two] الجميع من { $from } إلى سنتين
        [few] الجميع من { $from } إلى { $to } سنوات
        [many] الجميع من { $from } إلى { $to } سنة
       *[other] الجميع من { $from } إلى { $to } سنة
    }

## What it is narrowed to

board-city = المدينة
board-all-cities = كلها
board-for-whom = لمن
board-all = الجميع
board-female = بنت
board-male = ولد
board-other = غير ذلك
board-age = العمر
board-show = عرض
board-filter = تصفية
board-only-free = المراكز ذات الأسرّة الشاغرة فقط
board-every-shelter = كل المراكز
board-wrong-city = هذه المدينة ليست في اللائحة. اختاروا غيرها.
board-wrong-gender = اختاروا: بنت أو ولد أو غير ذلك.
board-wrong-age = العمر بالسنوات، من 0 إلى 120.

## Where children wait

board-who-waits = أطفال ينتظرون سريرًا
board-nobody-waits = لا يوجد أي طفل ينتظر سريرًا في مدنكم.
board-waiting =
    { $count ->
        [zero] لا طفل ينتظر سريرًا
        [one] طفل واحد ينتظر سريرًا
        [two] طفلان ينتظران سريرًا
        [few] { $count } أطفال ينتظرون سريرًا
        [many] { $count } طفلًا ينتظرون سريرًا
       *[other] { $count } طفل ينتظرون سريرًا
    }
board-waiting-here =
    { $count ->
        [zero] لا طفل
        [one] طفل واحد
        [two] طفلان
        [few] { $count } أطفال
        [many] { $count } طفلًا
       *[other] { $count } طفل
    }
