## How many are free?

shelter-title = كم سريرًا شاغرًا؟
shelter-none = هنا ستظهر أسرّتكم حين يضيف القائم على مبيت داركم.
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
        [zero] لا سرير موعود
        [one] سرير موعود
        [two] سريران موعودان
        [few] { $count } أسرّة موعودة
        [many] { $count } سريرًا موعودًا
       *[other] { $count } سرير موعود
    }
shelter-full = ممتلئ
shelter-closed = مغلق
shelter-overcommitted = عدد من تنتظرونهم أكبر من عدد الأسرّة. أُبلغت المنسقية.
shelter-one-less = { $pool }: سرير شاغر أقل
shelter-one-more = { $pool }: سرير شاغر إضافي
shelter-empty = { $pool }: الأسرّة الفارغة الآن، من { $max }
shelter-still = ما زال صحيحًا
shelter-counted-ago = عُدّت قبل { $time }
shelter-counted-at = عُدّت في { $time }
shelter-label = { $pool }: عدد الساعة { $time }
shelter-undo = تراجع
shelter-wrong-count = هذا العدد غير ممكن: عدد صحيح من صفر إلى عدد أسرّة المجموعة. لم يتغير شيء.
shelter-meanwhile =
    { $count ->
        [zero] عدد أحدث ({ $time }): لا سرير شاغر. عددكم { $mine } لم يُحفظ. أيهما صحيح؟
        [one] عدد أحدث ({ $time }): سرير شاغر واحد. عددكم { $mine } لم يُحفظ. أيهما صحيح؟
        [two] عدد أحدث ({ $time }): سريران شاغران. عددكم { $mine } لم يُحفظ. أيهما صحيح؟
        [few] عدد أحدث ({ $time }): { $count } أسرّة شاغرة. عددكم { $mine } لم يُحفظ. أيهما صحيح؟
        [many] عدد أحدث ({ $time }): { $count } سريرًا شاغرًا. عددكم { $mine } لم يُحفظ. أيهما صحيح؟
       *[other] عدد أحدث ({ $time }): { $count } سرير شاغر. عددكم { $mine } لم يُحفظ. أيهما صحيح؟
    }
shelter-right = العدد { $count } صحيح
shelter-close-this = إغلاق هذه المجموعة
shelter-close-what = لن يُعرض عليكم شيء هنا ما دامت مغلقة. ويبقى من هم في الطريق منتظرين.
shelter-nothing-offered = لا يُعرض شيء هنا.
shelter-close = إغلاق
shelter-open = إعادة الفتح

## Who waits for an answer

shelter-waiting = 
    { $count ->
        [zero] لا طلب ينتظر ردكم
        [one] طلب ينتظر ردكم
        [two] طلبان ينتظران ردكم
        [few] { $count } طلبات تنتظر ردكم
        [many] { $count } طلبًا ينتظر ردكم
       *[other] { $count } طلب ينتظر ردكم
    }
shelter-answer-by = الرد قبل { $time }
shelter-answer = الرد
shelter-sound = رنين عند وصول طلب
shelter-yes = نعم، نستقبله
shelter-no = لا نستطيع
shelter-why = لماذا؟ يُسأل المركز التالي فورًا.
shelter-reason-full = نحن ممتلئون
shelter-reason-count-was-wrong = كان العدد خاطئًا
shelter-reason-cannot-meet-need = لا نستطيع تلبية هذه الحاجة
shelter-reason-not-eligible = خارج ما نستقبله
shelter-reason-safety = غير آمن، للطفل أو لغيره
shelter-reason-closed = الدار مغلقة
shelter-reason-other = سبب آخر

## Who is expected, and who is here

shelter-on-the-way = في الطريق
shelter-since = منذ { $time }
shelter-there-yet = منذ { $time }: هل وصل؟
shelter-arrived = وصل
shelter-still-coming = ما زال في الطريق
shelter-did-not-come = لم يأتِ
shelter-here = هنا ({ $count })
shelter-left = غادر
