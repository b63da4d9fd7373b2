## Every bed, live

board-title = الأسرّة الآن
board-none = لا مركز يناسب هذا الاختيار. وسّعوه أو انتظروا: كل مركز يُضاف يظهر هنا من تلقاء نفسه.
board-no-pools = ستظهر أسرّته هنا حالما تُضاف.
board-call = اتصال
board-call-name = اتصال بـ{ $name }
board-counted = عُدّت قبل { $for }
board-stale-hours =
    { $count ->
        [one] العدد عمره ساعة
        [two] العدد عمره ساعتان
        [few] العدد عمره { $count } ساعات
       *[other] العدد عمره { $count } ساعة
    }
board-stale-days =
    { $count ->
        [one] العدد عمره يوم
        [two] العدد عمره يومان
        [few] العدد عمره { $count } أيام
        [many] العدد عمره { $count } يومًا
       *[other] العدد عمره { $count } يوم
    }
board-overcommitted = وُعد بأكثر مما يوجد
board-takes-female = فتيات من { $from } إلى { $to } سنة
board-takes-male = فتيان من { $from } إلى { $to } سنة
board-takes-any = الجميع من { $from } إلى { $to } سنة

## What it is narrowed to

board-city = المدينة
board-all-cities = كلها
board-for-whom = لمن
board-all = الجميع
board-female = فتاة
board-male = فتى
board-other = غير ذلك
board-age = العمر
board-show = عرض
board-wrong-city = هذه المدينة ليست في القائمة. اختاروا غيرها.
board-wrong-gender = اختاروا فتاة أو فتى أو غير ذلك.
board-wrong-age = العمر بالسنوات، من 0 إلى 120.

## Where children wait

board-who-waits = أطفال ينتظرون سريرًا
board-nobody-waits = لا طفل ينتظر سريرًا في مدنكم.
board-waiting =
    { $count ->
        [zero] لا طفل ينتظر سريرًا
        [one] طفل ينتظر سريرًا
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
