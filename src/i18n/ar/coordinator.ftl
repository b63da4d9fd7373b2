## Who is without a bed?

coordinator-calm = لا طلب بلا سرير في الوقت الحالي
coordinator-calm-you = لا شيء يتطلب تدخلكم الآن.
coordinator-calm-next = يظهر هنا كل طلب بلا سرير حالما يقدمه فريق، وستصلكم رسالة إلكترونية لتنبيهكم.
coordinator-list-changed = تغيّرت اللائحة.
coordinator-sound = رنين عند كل طلب بلا سرير
coordinator-without =
    { $count ->
        [zero] لا طلب من دون سرير محجوز
        [one] طلب واحد بلا سرير
        [two] طلبان بلا سرير
        [few] { $count } طلبات بلا سرير
        [many] { $count } طلبًا بلا سرير
       *[other] { $count } طلب بلا سرير
    }
coordinator-longest = أطول انتظار:
coordinator-promised-title = حُجز سرير، في انتظار موافقة المركز
coordinator-part = الطلبات من { $from } إلى { $to }، من أصل { $count }
coordinator-coming = في الطريق: { $count }
coordinator-best = الأفضل:
coordinator-nearly = الأقرب إلى الملاءمة:
coordinator-answer-by = الجواب منتظر قبل
coordinator-call-both = اتصلوا بالفريق وبالمركز.
coordinator-call-team = الفريق: { $name }
coordinator-call-shelter = المركز: { $name }
coordinator-no-number = الرقم غير مسجَّل
coordinator-open = فتح
coordinator-offer-a-bed = اقتراح سرير
coordinator-silent = مراكز لا تجيب
coordinator-silent-why = أعدادها لم تعد محدَّثة. تكفي مكالمة لتحديثها.
coordinator-asked-times =
    { $count ->
        [zero] لم يُذكَّر بعد
        [one] ذُكِّر مرة واحدة
        [two] ذُكِّر مرتين
        [few] ذُكِّر { $count } مرات
        [many] ذُكِّر { $count } مرة
       *[other] ذُكِّر { $count } مرة
    }
coordinator-count-from = آخر عدّ منذ { $ago }

## Filters and the list of all

coordinator-all-title = كل الطلبات
coordinator-filter-state = الحالة
coordinator-filter-all = الكل
coordinator-filter-mine = الطلبات التي أتكفل بها
coordinator-filter-none = عرض الكل
coordinator-none-here = لا طلب يطابق هذا الاختيار.
coordinator-state-waiting = بلا سرير
coordinator-state-ended = سُحب أو أُغلق
coordinator-wrong-filter = اختاروا من اللائحة.

## Who takes care

coordinator-take-care = أتكفل به
coordinator-what-is-done = الإجراء الجاري
coordinator-note-calling = أتصل بالمراكز
coordinator-note-transport = أنظّم النقل
coordinator-note-other = حل آخر
coordinator-doing-calling = الاتصال بالمراكز جارٍ
coordinator-doing-transport = عُثر على سرير والنقل جارٍ
coordinator-doing-other = حل آخر غير المركز
coordinator-cared = التكفل بالطلب حتى { $time }
coordinator-somebody = شخص آخر من فريق التنسيق

## Who was alerted

coordinator-alerted = من تم تنبيههم
coordinator-step = المرحلة { $step } من { $steps }
coordinator-no-step = لا تنبيه بعد
coordinator-next = التنبيه التالي:
coordinator-late = متأخر، الموعد المقرر:
coordinator-trouble = جواب خادم البريد:
coordinator-older = ما قبل ذلك
coordinator-mail-sent =
    { $count ->
        [zero] لم تُرسل أي رسالة
        [one] أُرسلت رسالة واحدة
        [two] أُرسلت رسالتان
        [few] أُرسلت { $count } رسائل
        [many] أُرسلت { $count } رسالة
       *[other] أُرسلت { $count } رسالة
    }
coordinator-mail-pending = الرسالة قيد الإرسال
coordinator-mail-failing = تعذّر إرسال الرسالة حتى الآن، وتُعاد المحاولة
coordinator-mail-undeliverable = رُفضت الرسالة؛ نُبِّه المستوى التالي فورًا
coordinator-mail-cancelled = لم يعد التنبيه لازمًا، فلم يُرسل شيء
coordinator-mail-nobody = لا أحد في المناوبة؛ نُبِّه المستوى التالي فورًا
coordinator-mail-caught-up = مرحلة متأخرة، أُبلغ بها مع المرحلة التالية
coordinator-mail-passed-over = مرحلة تم تجاوزها لتنبيه المستوى الأعلى

## One request

coordinator-back = العودة إلى اللائحة
coordinator-request-changed = تغيّر هذا الطلب.
coordinator-team = الفريق:
coordinator-made = وقت الطلب:
coordinator-reach = إلى حدود { $count } كلم
coordinator-case = ملف رقم
coordinator-guessed = عمر تقديري: { $ages }
coordinator-only-ranks = يريد الفريق الاختيار بنفسه: لا يُحجز أي سرير تلقائيًا.
coordinator-ended-because = سبب الإنهاء:
coordinator-waiting = بلا سرير منذ
coordinator-promised = حُجز سرير، في انتظار موافقة المركز
coordinator-missing = لا أخبار عن الطفل
coordinator-no-news = لم يُسجَّل أي وصول ولا أخبار
coordinator-asked-both = هل تم الوصول؟ سُئل الفريق والمركز
coordinator-on-the-way = في الطريق
coordinator-placed = تم الوصول
coordinator-withdrawn = لم تعد هناك حاجة إلى سرير
coordinator-closed = أُغلق الطلب

## The shelter that was asked

coordinator-in-their-place = المركز معكم على الهاتف؟ أجيبوا مكانه.
coordinator-they-say-yes = المركز يوافق
coordinator-they-say-no = المركز يعتذر
coordinator-why-no = لماذا؟ يُسأل المركز التالي فورًا.
coordinator-said-yes = وافق المركز
coordinator-asked-at = هل تم الوصول؟ سُئل الفريق والمركز على الساعة
coordinator-arrived = تم الوصول
coordinator-still-coming = ما زال الوصول منتظرًا
coordinator-did-not-arrive = لم يحضر أحد
coordinator-declined-full = لا أماكن شاغرة
coordinator-declined-count = كان العدد غير صحيح
coordinator-declined-need = لا يستطيع تلبية هذه الحاجة
coordinator-declined-eligible = خارج معايير الاستقبال لديه
coordinator-declined-safety = خطر على سلامة الطفل أو غيره
coordinator-declined-closed = المركز مغلق
coordinator-declined-other = سبب آخر

## Shelters

coordinator-ranked = مراكز يمكنها الاستقبال، الأفضل أولًا
coordinator-none-can = لا يوجد مركز مناسب حاليًا. المراكز الأقرب إلى الملاءمة في الأسفل: قد تكفي مكالمة.
coordinator-score = النقطة { $count } من 100
coordinator-why-this = لماذا هذا المركز
coordinator-criterion = المعيار
coordinator-finding = المعطى
coordinator-share = النسبة
coordinator-offer-here = اقتراح الطلب على هذا المركز
coordinator-excluded = مراكز أخرى وسبب استبعادها
coordinator-more-shelters =
    { $count ->
        [zero] ولا مركز آخر
        [one] ومركز آخر
        [two] ومركزان آخران
        [few] و{ $count } مراكز أخرى
        [many] و{ $count } مركزًا آخر
       *[other] و{ $count } مركز آخر
    }
coordinator-anyway = اقتراح الطلب رغم ذلك
coordinator-anyway-why = لماذا؟ يبقى السبب في سجل الطلب. لا تكتبوا أي معلومة عن الطفل.
coordinator-meant-for-others = لا يوجد هنا سرير شاغر مخصص لمثل هذا الطلب. اختاروا سريرًا عن قصد: سيظهر ذلك للمركز.
coordinator-bed-of = السرير: { $child }

## What can be done

coordinator-do = الإجراءات
coordinator-nothing-to-do = انتهى هذا الطلب.
coordinator-found = عُثر على الطفل: البحث عن سرير
coordinator-reopen-what = يُبحث عن سرير فورًا، وتبدأ التنبيهات من جديد.
coordinator-reopen = إعادة فتح الطلب
coordinator-hand-over = إحالة إلى شخص آخر من فريق التنسيق
coordinator-hand-over-now = إحالة
coordinator-to-whom = إلى من
coordinator-escalate = تنبيه المستوى الأعلى فورًا
coordinator-whom = من يُنبَّه
coordinator-alert-now = تنبيه
coordinator-withdraw = لم يعد الفريق بحاجة إلى سرير
coordinator-withdraw-why = لماذا؟ لا تكتبوا أي معلومة عن الطفل.
coordinator-withdraw-now = سحب الطلب
coordinator-close = إغلاق الطلب
coordinator-outcome-elsewhere = سرير في مكان آخر
coordinator-outcome-family = العودة إلى الأسرة
coordinator-outcome-hospital = في المستشفى
coordinator-outcome-lost = انقطع التواصل مع الطفل
coordinator-outcome-other = نتيجة أخرى

## What was wrong

coordinator-wrong-note = اختاروا الإجراء الجاري.
coordinator-wrong-reason = اكتبوا السبب، في 200 حرف على الأكثر.
coordinator-wrong-other = اختاروا شخصًا من فريق التنسيق لهذه المدينة.
coordinator-wrong-level = اختاروا من يُنبَّه.
coordinator-wrong-outcome = اختاروا كيف انتهى الطلب.
coordinator-wrong-decline = اختاروا سبب اعتذار المركز.
coordinator-wrong-shelter = لم يعد هذا المركز موجودًا. اختاروا غيره.
coordinator-wrong-excluded = لم يعد هذا المركز مناسبًا: السبب في الأسفل. يمكنكم اقتراح الطلب عليه رغم ذلك مع ذكر السبب.
coordinator-wrong-no-bed = لم تعد في هذا المركز أسرّة شاغرة كافية. لم يتغير شيء.
coordinator-wrong-bed = اختاروا سريرًا لكل طفل.

## What happened

coordinator-history = سجل الطلب
coordinator-did-create = قُدِّم الطلب
coordinator-did-acknowledge = تم التكفل بالطلب
coordinator-did-hand-over = أُحيل الطلب
coordinator-did-escalate = نُبِّه المستوى الأعلى
coordinator-did-find = عُثر على الطفل
coordinator-did-reopen = أُعيد فتح الطلب
coordinator-did-lose = انقطع التواصل
coordinator-did-withdraw = سُحب الطلب
coordinator-did-close = أُغلق الطلب
coordinator-did-promise =
    { $count ->
        [zero] لم يُحجز أي سرير
        [one] حُجز سرير
        [two] حُجز سريران
        [few] حُجزت { $count } أسرّة
        [many] حُجز { $count } سريرًا
       *[other] حُجز { $count } سرير
    }
coordinator-did-offer = اقترح عليه فريق التنسيق الطلب
coordinator-did-offer-anyway = اقترح عليه فريق التنسيق الطلب رغم ذلك
coordinator-did-accept = وافق
coordinator-did-decline = اعتذر
coordinator-did-expire = لم يجب في الوقت المحدد
coordinator-did-take-back = أُلغي الحجز
coordinator-did-arrive = تم الوصول
coordinator-did-not-come = لم يحضر أحد
coordinator-did-depart = تمت المغادرة
coordinator-did-undo =
    { $what ->
        [accept] تراجع عن الموافقة
        [arrive] تراجع عن تأكيد الوصول
        [no_show] تراجع عن تسجيل عدم الحضور
       *[depart] تراجع عن تسجيل المغادرة
    }
coordinator-did-ask = سُئل الفريق والمركز: هل تم الوصول؟
coordinator-did-set-out = ما زال الوصول منتظرًا
coordinator-did-alert = نُبِّه
coordinator-did-skip = لا أحد في المناوبة
coordinator-did-catch-up = مرحلة متأخرة، أُبلغ بها مع المرحلة التالية
coordinator-did-pass-over = مرحلة تم تجاوزها لتنبيه المستوى الأعلى
