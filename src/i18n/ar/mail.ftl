## رسائل البريد. عن أي طلب: لا عمر ولا جنس ولا حاجة ولا اسم ولا مدينة ولا مركز، أبدًا.

mail-brand = مبيت · Mabit

# متى يلزم السرير؛ يظهر في الموضوع أيضًا.
mail-urgency-emergency = الليلة
mail-urgency-urgent = خلال 24 ساعة
mail-urgency-planned = خلال أسبوع

# أين وصل التنبيه؛ cycle عدد المرات التي بدأت فيها مراحله.
mail-step = المرحلة { $step }
mail-step-again = المرحلة { $step }، الجولة { $cycle }

# ساعة من يوم الرسالة نفسه، أو من يوم آخر، أو مع اسم اليوم.
mail-moment = الساعة { $time }
mail-moment-day = يوم { $date } على الساعة { $time }
mail-moment-weekday =
    { $weekday ->
        [1] الاثنين
        [2] الثلاثاء
        [3] الأربعاء
        [4] الخميس
        [5] الجمعة
        [6] السبت
       *[7] الأحد
    } { $date } على الساعة { $time }
mail-clock = { $zone ->
    [morocco] { $moment } (بتوقيت المغرب)
   *[other] { $moment } (بتوقيت { $zone })
}

mail-fact = { $label }: { $value }
mail-fact-request = الطلب
mail-fact-needed = الموعد
mail-fact-since = منذ
mail-fact-alert = التنبيه
mail-fact-late = كان موعد الإرسال
mail-fact-outcome = النتيجة
mail-fact-on-the-way = في الطريق منذ
mail-fact-until = الرد قبل
mail-fact-oldest-count = أقدم عدد منذ
mail-list = { $some }، { $next }

mail-open-request = فتح الطلب
mail-open-page = فتح صفحتي
mail-open-board = فتح اللوحة
mail-open-duty-plan = فتح جدول المناوبة
mail-open-service = فتح حالة الخدمة
mail-enter-counts = إدخال الأعداد
mail-copy-link = أو انسخوا هذا العنوان في المتصفح:

## طلب بلا سرير

mail-unmatched-subject = { $reference } · { $urgency } · لا سرير بعد ({ $step })
mail-unmatched-title = لا سرير بعد
mail-unmatched-what = لم يوافق أي مركز إيواء على هذا الطلب حتى الآن.
mail-unmatched-next = يُرجى فتح الطلب والإشارة إلى أنكم تتكفلون به. وإلا فسيُنبَّه المناوبون التالون أيضًا.

## سرير مقبول، دون وصول ولا خبر

mail-on-the-way-subject = { $reference } · { $urgency } · لم يتأكد الوصول بعد ({ $step })
mail-on-the-way-title = لم يتأكد الوصول بعد
mail-on-the-way-what = وافق أحد مراكز الإيواء، وكان الوصول منتظرًا قبل الآن. لم يُخبرنا الفريق ولا المركز بما جرى.
mail-on-the-way-next = يُرجى فتح الطلب والاتصال الآن بالطرفين: الفريق والمركز.

## انتظر المركز ولم يأت أحد

mail-missing-subject = { $reference } · { $urgency } · لم يصل أحد ({ $step })
mail-missing-title = لم يصل أحد
mail-missing-what = أفاد مركز الإيواء بأن أحدًا لم يأتِ.
mail-missing-next = يُرجى فتح الطلب والاتصال بالفريق فورًا. سيُبحث عن سرير من جديد حالما يستعيد الفريق التواصل.

# في تنبيه يصل متأخرًا.
mail-late = { $due }. تصل هذه الرسالة متأخرة.

## طلب أُحيل من زميل أو زميلة

mail-handed-over-subject = { $reference } · { $urgency } · أُحيل هذا الطلب إليكم
mail-handed-over-title = أُحيل طلب إليكم
mail-handed-over-what = يُطلب منكم، من داخل فريق التنسيق، أن تتكفلوا بهذا الطلب.
mail-handed-over-next = يُرجى فتح الطلب. يستمر التنبيه ما لم يُعثر على سرير.

## قُبل سرير

mail-accepted-subject = { $reference } · { $urgency } · عُثر على سرير
mail-accepted-title = عُثر على سرير
mail-accepted-what = وافق أحد مراكز الإيواء على هذا الطلب.
mail-accepted-next = لم يبق عليكم شيء، وشكرًا لكم. سيظهر الوصول في صفحة الطلب.

## وصول بعد تنبيه

mail-arrived-subject = { $reference } · { $urgency } · تم الوصول
mail-arrived-title = تم الوصول
mail-arrived-what = تأكد الوصول الذي نُبِّهتم بشأنه.
mail-nothing-more = لم يبق عليكم شيء، وشكرًا لكم.

mail-still-on-the-way-subject = { $reference } · { $urgency } · ما زال في الطريق
mail-still-on-the-way-title = ما زال في الطريق
mail-still-on-the-way-what = الوصول الذي نُبِّهتم بشأنه ما زال منتظرًا: أُبلغنا بأن الطريق مستمر.
mail-still-on-the-way-next = لا حاجة إلى فعل شيء الآن. وإن لم يتأكد الوصول في حينه فسيصلكم تنبيه آخر.

## طلب انتهى بلا سرير

mail-taken-back-subject = { $reference } · { $urgency } · لم يعد السرير لازمًا
mail-taken-back-title = لم يعد السرير لازمًا
mail-taken-back-what = سحب الفريق هذا الطلب.

mail-closed-subject = { $reference } · { $urgency } · أُغلق الطلب
mail-closed-title = أُغلق الطلب
mail-closed-what = أُغلق هذا الطلب من طرف التنسيق.

mail-outcome-placed-elsewhere = سرير في مكان آخر
mail-outcome-family = العودة إلى الأسرة
mail-outcome-hospital = في المستشفى
mail-outcome-lost-contact = انقطع التواصل
mail-outcome-other = نتيجة أخرى

## أسرّة شاغرة أقل من الموعودة

mail-overcommitted-subject = { $reference } · { $urgency } · سرير موعود لم يعد شاغرًا
mail-overcommitted-title = سرير موعود لم يعد شاغرًا
mail-overcommitted-what = صرّح أحد مراكز الإيواء الآن بأسرّة شاغرة أقل مما وعد به، وكان قد وافق على هذا الطلب.
mail-overcommitted-next = يُرجى فتح الطلب والاتصال بالمركز: هل ما زال هناك متسع، أم يلزم سرير آخر؟

## هل تم الوصول؟ إلى الفريق وإلى المركز

mail-arrival-asked-subject = { $reference } · { $urgency } · هل تم الوصول؟
mail-arrival-asked-next = إن لم يصلنا رد قبل { $until } فسيُنبَّه التنسيق.

mail-team-asked-title = هل تم الوصول؟
mail-team-asked-what = وافق أحد مراكز الإيواء وهو في انتظاركم. تكفي لمسة واحدة في الصفحة: تم الوصول، أو ما زلتم في الطريق، أو انقطع التواصل.

mail-shelter-asked-title = هل تم الوصول إليكم؟
mail-shelter-asked-what = لقد وافقتم على هذا الطلب. تكفي لمسة واحدة في الصفحة: تم الوصول، أو ما زالوا في الطريق، أو لم يأتِ أحد.

## جواب المركز، للفريق

mail-said-yes-subject = { $reference } · { $urgency } · وافق المركز
mail-said-yes-title = وافق مركز الإيواء
mail-said-yes-what = إنهم في انتظاركم هناك.
mail-said-yes-next = افتحوا الطلب: ستجدون فيه إلى أين تتوجهون وبمن تتصلون.

mail-said-no-subject = { $reference } · { $urgency } · اعتذر المركز
mail-said-no-title = اعتذر مركز الإيواء

mail-no-answer-subject = { $reference } · { $urgency } · لا جواب في الوقت المحدد
mail-no-answer-title = لم يُجب مركز الإيواء في الوقت المحدد

mail-asking-on-what = يجري سؤال المركز التالي، فإن لم يوجد نُبِّه التنسيق.
mail-asking-on-next = ليس عليكم شيء الآن. تُظهر صفحة الطلب أين وصل.

## في انتظار جواب المركز

mail-offer-waits-subject = { $reference } · { $urgency } · الرد قبل { $until }
mail-offer-waits-title = طلب ينتظر ردكم قبل { $until }
mail-offer-waits-what = حتى ذلك الحين يبقى مكان محجوزًا له عندكم، ثم يُسأل المركز التالي.
mail-offer-waits-next = يُرجى فتح صفحتكم والرد بنعم أو لا.

## هل ما زالت أعداد الأسرّة الشاغرة صحيحة؟

mail-count-asked-subject = مبيت: هل ما زالت أعداد أسرّتكم الشاغرة صحيحة؟
mail-count-asked-title = هل ما زالت أعداد أسرّتكم الشاغرة صحيحة؟
mail-count-asked-what = لا تصلكم الطلبات إلا ما دامت أعدادكم حديثة.
mail-count-asked-next = يفتح الرابط استمارة صغيرة دون تسجيل دخول. يعمل مرة واحدة، خلال 24 ساعة، ولأعدادكم وحدها، فلا تُطلعوا عليه أحدًا.

## ساعات بلا مناوبة

mail-duty-gaps-subject = مبيت: ساعات بلا أحد في المناوبة
mail-duty-gaps-title = ساعات بلا أحد في المناوبة
mail-duty-gaps-what = { $zone ->
    [morocco] في هذه الساعات لن يجد التنبيه أحدًا هناك. كل الأوقات بتوقيت المغرب.
   *[other] في هذه الساعات لن يجد التنبيه أحدًا هناك. كل الأوقات بتوقيت { $zone }.
}
mail-duty-gaps-next = يُرجى فتح جدول المناوبة وإيجاد من يتولى هذه الساعات.

mail-area-nation = البلد كله
mail-gap = من { $from } إلى { $to }
mail-gaps-more =
    { $count ->
        [one] وفترة أخرى
        [two] وفترتان أخريان
        [few] و{ $count } فترات أخرى
       *[other] و{ $count } فترة أخرى
    }

## حصيلة اليوم

mail-digest-subject = مبيت: حصيلة يوم { $date }
mail-digest-title = حصيلة يوم { $date }
mail-digest-what = آخر 24 ساعة، والوضع الآن.
mail-digest-quiet = لم يُطلب شيء ولا أحد ينتظر.
mail-digest-next = تجدون التفاصيل في اللوحة.

mail-digest-asked =
    { $count ->
        [zero] لم يُطلب أي سرير
        [one] طُلب سرير واحد
        [two] طُلب سريران
        [few] طُلبت { $count } أسرّة
        [many] طُلب { $count } سريرًا
       *[other] طُلب { $count } سرير
    }
mail-digest-placed =
    { $count ->
        [zero] لم يصل أحد
        [one] وصل طفل واحد
        [two] وصل طفلان
        [few] وصل { $count } أطفال
        [many] وصل { $count } طفلًا
       *[other] وصل { $count } طفل
    }
mail-digest-waiting =
    { $count ->
        [zero] لا طفل بلا سرير
        [one] طفل واحد بلا سرير
        [two] طفلان بلا سرير
        [few] { $count } أطفال بلا سرير
        [many] { $count } طفلًا بلا سرير
       *[other] { $count } طفل بلا سرير
    }
mail-digest-late =
    { $count ->
        [one] رد واحد متأخر أو غائب
        [two] ردان متأخران أو غائبان
        [few] { $count } ردود متأخرة أو غائبة
        [many] { $count } ردًا متأخرًا أو غائبًا
       *[other] { $count } رد متأخر أو غائب
    }
mail-digest-stale =
    { $count ->
        [one] مركز إيواء واحد بلا عدد حديث
        [two] مركزا إيواء بلا عدد حديث
        [few] { $count } مراكز إيواء بلا عدد حديث
       *[other] { $count } مركز إيواء بلا عدد حديث
    }
mail-digest-silent =
    { $count ->
        [one] مركز إيواء واحد لا يجيب
        [two] مركزا إيواء لا يجيبان
        [few] { $count } مراكز إيواء لا تجيب
       *[other] { $count } مركز إيواء لا يجيب
    }
mail-digest-gap =
    { $hours ->
        [0] { $minutes } د
       *[other] { $hours } س و{ $minutes } د
    } بلا أحد في المناوبة خلال الـ24 ساعة المقبلة

## الخدمة تحتاج إلى نظرة

mail-trouble-subject = مبيت: أمر يحتاج إلى نظرة
mail-trouble-title = أمر يحتاج إلى نظرة
mail-trouble-what = وجدت الخدمة ما يلي، وأصلحت ما أمكنها وتواصل المحاولة.
mail-trouble-next = يُرجى الاطلاع على { "\u2068" }/readyz{ "\u2069" } وعلى سجل الخدمة.

mail-trouble-request-past-due = طلبات تأخر تنبيهها
mail-trouble-request-without-due = طلبات مفتوحة بلا تنبيه مقبل
mail-trouble-offer-past-due = عروض انقضت مهلتها
mail-trouble-clock-wrong = ثواني الخطأ في ساعة خادم الخدمة
mail-trouble-nobody-to-alert = طلبات لا أحد لتنبيهه بشأنها
mail-trouble-mail-failing = رسائل تتعثر منذ أكثر من ساعة
mail-trouble-mail-stuck = رسائل لا تتقدم
mail-trouble-mail-refused = رسائل رُفضت نهائيًا
mail-trouble-database-file = ملف قاعدة البيانات اختفى أو استُبدل: ما يُسجَّل الآن يضيع عند توقف الخدمة

## في أسفل الرسالة

mail-because-on-duty = تصلكم هذه الرسالة لأنكم في المناوبة.
mail-because-alerted = تصلكم هذه الرسالة لأنكم نُبِّهتم إلى هذا الطلب من قبل.
mail-because-coordinator = تصلكم هذه الرسالة لأنكم تتولون التنسيق.
mail-because-team = تصلكم هذه الرسالة لأن فريقكم قدّم هذا الطلب.
mail-because-shelter = تصلكم هذه الرسالة لأنكم مسؤولون عن أسرّة مركز إيواء.
mail-because-asked-for = تصلكم هذه الرسالة لأنكم طلبتم ذلك.
mail-because-admin = تصلكم هذه الرسالة لأنكم تديرون مبيت.
mail-discretion = حمايةً للمعنيين، لا تذكر هذه الرسالة شيئًا عنهم. تجدون البقية بعد تسجيل الدخول.
