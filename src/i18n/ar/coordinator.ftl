## Who is without a bed?

coordinator-calm = لكل الأطفال المعروفين سرير
coordinator-calm-you = لا أحد ينتظركم.
coordinator-calm-next = يظهر هنا كل طلب بلا سرير حالما يقدمه فريق، ويصلكم بريد ينبهكم.
coordinator-list-changed = تغيّرت القائمة.
coordinator-without =
    { $count ->
        [0] لا طلب بلا سرير موعود
        [one] طلب بلا سرير
        [two] طلبان بلا سرير
        [few] { $count } طلبات بلا سرير
        [many] { $count } طلبًا بلا سرير
       *[other] { $count } طلب بلا سرير
    }
coordinator-longest = أطولها:
coordinator-promised-title = وُعد بسرير، ننتظر الموافقة
coordinator-more =
    { $count ->
        [one] وطلب آخر أقل استعجالًا.
        [two] وطلبان آخران أقل استعجالًا.
        [few] و{ $count } طلبات أخرى أقل استعجالًا.
        [many] و{ $count } طلبًا آخر أقل استعجالًا.
       *[other] و{ $count } طلب آخر أقل استعجالًا.
    }
coordinator-best = الأفضل:
coordinator-nearly = تقريبًا:
coordinator-answer-by = ننتظر الرد قبل
coordinator-call-both = اتصلوا بالفريق وبالمركز.
coordinator-open = فتح
coordinator-offer-a-bed = عرض سرير
coordinator-silent = مراكز لا تجيب
coordinator-silent-why = أعدادها تتقادم. مكالمة واحدة تُحدّثها.
coordinator-asked-times =
    { $count ->
        [one] سُئل مرة واحدة
        [two] سُئل مرتين
        [few] سُئل { $count } مرات
        [many] سُئل { $count } مرة
       *[other] سُئل { $count } مرة
    }
coordinator-count-from = العدد عمره { $ago }

## Who takes care

coordinator-take-care = أتكفل به
coordinator-what-is-done = ما يجري
coordinator-note-calling = أتصل
coordinator-note-transport = النقل جارٍ
coordinator-note-other = حل آخر
coordinator-doing-calling = يتصل بالمراكز
coordinator-doing-transport = وُجد سرير والنقل جارٍ
coordinator-doing-other = حل آخر غير المركز
coordinator-cared = يتكفل به حتى { $time }
coordinator-somebody = منسق آخر

## Who was alerted

coordinator-alerted = من نُبِّه
coordinator-step = المرحلة { $step } من { $steps }
coordinator-no-step = لا تنبيه بعد
coordinator-next = ثم على الساعة
coordinator-late = متأخر، كان مقررًا على الساعة
coordinator-trouble = جواب خادم البريد:
coordinator-older = ما قبل ذلك
coordinator-mail-sent =
    { $count ->
        [zero] لم تُرسل رسالة
        [one] أُرسلت رسالة
        [two] أُرسلت رسالتان
        [few] أُرسلت { $count } رسائل
        [many] أُرسلت { $count } رسالة
       *[other] أُرسلت { $count } رسالة
    }
coordinator-mail-pending = البريد في طريقه
coordinator-mail-failing = لم يصل البريد بعد، تُعاد المحاولة
coordinator-mail-undeliverable = رُفض البريد، فنُبِّهت المرحلة التالية فورًا
coordinator-mail-cancelled = لم يعد لازمًا، لم يُرسل شيء
coordinator-mail-nobody = لا أحد في المناوبة، فنُبِّهت المرحلة التالية فورًا
coordinator-mail-caught-up = متأخرة، أُبلغت مع المرحلة التالية
coordinator-mail-passed-over = تُجووزت لتنبيه المستوى الأعلى

## One request

coordinator-back = العودة إلى القائمة
coordinator-request-changed = تغيّر هذا الطلب.
coordinator-team = الفريق:
coordinator-made = طُلب على الساعة
coordinator-reach = إلى حدود { $count } كلم
coordinator-case = ملف رقم
coordinator-guessed = عمر تقديري: { $ages }
coordinator-only-ranks = يريد الفريق أن يختار: لا يُوعد بسرير تلقائيًا.
coordinator-ended-because = قيل عند الإنهاء:
coordinator-waiting = بلا سرير منذ
coordinator-promised = وُعد بسرير، ننتظر الموافقة
coordinator-missing = لم يأتِ ولا خبر عنه
coordinator-no-news = لم يصل ولا خبر عنه
coordinator-asked-both = هل وصل؟ سُئل الطرفان
coordinator-on-the-way = في الطريق
coordinator-placed = وصل
coordinator-withdrawn = لم يعد السرير لازمًا
coordinator-closed = أُغلق

## The shelter that was asked

coordinator-in-their-place = المركز معكم على الهاتف؟ أجيبوا مكانه.
coordinator-they-say-yes = المركز موافق
coordinator-they-say-no = المركز يعتذر
coordinator-why-no = لماذا؟ يُسأل المركز التالي فورًا.
coordinator-said-yes = وافق المركز
coordinator-asked-at = هل وصل؟ سُئل على الساعة
coordinator-arrived = وصل
coordinator-still-coming = ما زال في الطريق
coordinator-did-not-arrive = لم يأتِ
coordinator-declined-full = ممتلئ
coordinator-declined-count = كان العدد خاطئًا
coordinator-declined-need = لا يستطيع تلبية هذه الحاجة
coordinator-declined-eligible = خارج ما يستقبله
coordinator-declined-safety = غير آمن، للطفل أو لغيره
coordinator-declined-closed = الدار مغلقة
coordinator-declined-other = سبب آخر

## Shelters

coordinator-ranked = يمكنهم الاستقبال، الأفضل أولًا
coordinator-none-can = لا مركز حاليًا. الأقرب إلى الحل في الأسفل: قد تكفي مكالمة.
coordinator-score = النقطة { $count } من 100
coordinator-why-this = لماذا هذا المركز
coordinator-criterion = المعيار
coordinator-finding = الحال
coordinator-share = النسبة
coordinator-offer-here = العرض هنا
coordinator-excluded = الآخرون، ولماذا
coordinator-anyway = العرض رغم ذلك
coordinator-anyway-why = لماذا؟ يبقى في السجل. لا شيء عن الطفل.
coordinator-meant-for-others = لا سرير شاغرًا هنا مخصصًا لمثل هذا الطلب. اختاروا سريرًا عن قصد: سيظهر ذلك للمركز.
coordinator-bed-of = السرير: { $child }

## What can be done

coordinator-do = تصرّف
coordinator-nothing-to-do = انتهى هذا الطلب.
coordinator-found = عثر عليه الفريق: البحث عن سرير
coordinator-hand-over = إحالة إلى زميل
coordinator-hand-over-now = إحالة
coordinator-to-whom = إلى من
coordinator-escalate = تنبيه المستوى الأعلى فورًا
coordinator-whom = من
coordinator-alert-now = تنبيه
coordinator-withdraw = لم يعد الفريق بحاجة إلى سرير
coordinator-withdraw-why = لماذا؟ لا شيء عن الطفل.
coordinator-withdraw-now = سحب الطلب
coordinator-close = إغلاق الطلب
coordinator-outcome-elsewhere = سرير في مكان آخر
coordinator-outcome-family = العودة إلى الأسرة
coordinator-outcome-hospital = في المستشفى
coordinator-outcome-lost = انقطع الاتصال
coordinator-outcome-other = نتيجة أخرى

## What was wrong

coordinator-wrong-note = اختاروا ما يجري.
coordinator-wrong-reason = اكتبوا السبب، في 200 حرف على الأكثر.
coordinator-wrong-other = اختاروا منسقًا لهذه المدينة.
coordinator-wrong-level = اختاروا من يُنبَّه.
coordinator-wrong-outcome = اختاروا كيف انتهى الأمر.
coordinator-wrong-decline = اختاروا لماذا اعتذر المركز.
coordinator-wrong-shelter = لم يعد هذا المركز موجودًا. اختاروا غيره.
coordinator-wrong-excluded = لم يعد هذا المركز مناسبًا: السبب في الأسفل. يمكنكم عرضه رغم ذلك مع ذكر السبب.
coordinator-wrong-no-bed = لم تعد هناك أسرّة شاغرة كافية. لم يتغير شيء.
coordinator-wrong-bed = اختاروا سريرًا لكل طفل.

## What happened

coordinator-history = السجل
coordinator-did-create = قُدِّم الطلب
coordinator-did-acknowledge = تكفّل به منسق
coordinator-did-hand-over = أُحيل
coordinator-did-escalate = نُبِّه المستوى الأعلى
coordinator-did-find = عُثر عليه
coordinator-did-withdraw = سُحب الطلب
coordinator-did-close = أُغلق الطلب
coordinator-did-promise =
    { $count ->
        [zero] لا سرير موعود
        [one] وُعد بسرير
        [two] وُعد بسريرين
        [few] وُعد بـ{ $count } أسرّة
        [many] وُعد بـ{ $count } سريرًا
       *[other] وُعد بـ{ $count } سرير
    }
coordinator-did-offer = عرضه التنسيق
coordinator-did-offer-anyway = عرضه التنسيق رغم ذلك
coordinator-did-accept = نعم
coordinator-did-decline = لا
coordinator-did-expire = لا جواب في الوقت
coordinator-did-take-back = سُحب الوعد
coordinator-did-arrive = وصل
coordinator-did-not-come = لم يأتِ
coordinator-did-depart = غادر
coordinator-did-ask = سُئل الطرفان: هل وصل؟
coordinator-did-set-out = ما زال في الطريق
coordinator-did-alert = نُبِّه
coordinator-did-skip = لا أحد في المناوبة
coordinator-did-catch-up = متأخر، أُبلغ مع المرحلة التالية
coordinator-did-pass-over = تُجووز لتنبيه المستوى الأعلى
