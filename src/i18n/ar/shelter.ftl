## How many are free?

shelter-title = كم سريرًا شاغرًا؟
shelter-none = ستظهر أسرّتكم هنا حالما تضيف إدارة مبيت مركزكم.
shelter-free =
    { $count ->
        [zero] لا سرير شاغر
        [one] سرير شاغر
        [two] سريران شاغران
        [few] { $count } أسرّة شاغرة
        [many] { $count } سريرًا شاغرًا
       *[other] { $count } سرير شاغر
    }
shelter-promised =
    { $count ->
        [zero] لا سرير محجوز
        [one] سرير محجوز
        [two] سريران محجوزان
        [few] { $count } أسرّة محجوزة
        [many] { $count } سريرًا محجوزًا
       *[other] { $count } سرير محجوز
    }
shelter-stale = آخر عدّ قديم جدًا: لا تصلكم أي طلبات. أكّدوا العدد أو صحّحوه.
shelter-to-give = شاغر: { $count }
shelter-empty-reserved = فارغ: { $free }، منها محجوز: { $promised }
shelter-full = ممتلئ
shelter-closed = مغلق
shelter-overcommitted = عدد من تنتظرونهم أكبر من عدد الأسرّة. تم إبلاغ فريق التنسيق.
shelter-one-less = { $pool }: سرير فارغ أقل
shelter-one-more = { $pool }: سرير فارغ إضافي
shelter-empty = { $pool }: الأسرّة الفارغة الآن، من { $max }
shelter-still = العدد ما زال صحيحًا
shelter-counted-ago = آخر عدّ منذ { $time }
shelter-counted-now = آخر عدّ قبل لحظات
shelter-counted-at = آخر عدّ في { $time }
shelter-label = { $pool }: عدد الساعة { $time }
shelter-undo = تراجع
shelter-wrong-count = هذا العدد غير ممكن: عدد صحيح من صفر إلى عدد أسرّة المجموعة. لم يتغير شيء.
shelter-meanwhile =
    { $count ->
        [zero] عدد أحدث ({ $time }): لا سرير فارغ. عددكم { $mine } لم يُحفظ. أيهما صحيح؟
        [one] عدد أحدث ({ $time }): سرير فارغ واحد. عددكم { $mine } لم يُحفظ. أيهما صحيح؟
        [two] عدد أحدث ({ $time }): سريران فارغان. عددكم { $mine } لم يُحفظ. أيهما صحيح؟
        [few] عدد أحدث ({ $time }): { $count } أسرّة فارغة. عددكم { $mine } لم يُحفظ. أيهما صحيح؟
        [many] عدد أحدث ({ $time }): { $count } سريرًا فارغًا. عددكم { $mine } لم يُحفظ. أيهما صحيح؟
       *[other] عدد أحدث ({ $time }): { $count } سرير فارغ. عددكم { $mine } لم يُحفظ. أيهما صحيح؟
    }
shelter-right = العدد { $count } صحيح
shelter-close-this = إغلاق هذه المجموعة
shelter-close-what = لن يصلكم أي طلب لهذه المجموعة ما دامت مغلقة. ويبقى من هم في الطريق منتظَرين.
shelter-nothing-offered = مغلقة: لا تصلها طلبات.
shelter-close = إغلاق
shelter-open = إعادة الفتح

## Who waits for an answer

shelter-waiting =
    { $count ->
        [zero] لا طلب ينتظر جوابكم
        [one] طلب واحد ينتظر جوابكم
        [two] طلبان ينتظران جوابكم
        [few] { $count } طلبات تنتظر جوابكم
        [many] { $count } طلبًا ينتظر جوابكم
       *[other] { $count } طلب ينتظر جوابكم
    }
shelter-waiting-kept = تظهر التفاصيل عند عودة الشبكة.
shelter-answer-by = الجواب قبل { $time }
shelter-team = الفريق: { $name }
shelter-answer = الإجابة
shelter-sound = رنين عند وصول طلب
shelter-yes = نعم، نستقبل
shelter-no = لا نستطيع
shelter-why = لماذا؟ يُسأل المركز التالي فورًا.
shelter-reason-full = لا مكان شاغر لدينا
shelter-reason-count-was-wrong = كان العدد غير صحيح
shelter-reason-cannot-meet-need = لا نستطيع تلبية هذه الحاجة
shelter-reason-not-eligible = خارج معايير الاستقبال
shelter-reason-safety = خطر على سلامة الطفل أو غيره
shelter-reason-closed = المركز مغلق
shelter-reason-other = سبب آخر

## Who is expected, and who is here

shelter-on-the-way = في الطريق
shelter-since = منذ { $time }
shelter-there-yet = منذ { $time }: هل تم الوصول؟
shelter-arrived = تم الوصول
shelter-still-coming = ما زال الوصول منتظرًا
shelter-did-not-come = لم يحضر أحد
shelter-here = المقيمون هنا ({ $count })
shelter-left = مغادرة
