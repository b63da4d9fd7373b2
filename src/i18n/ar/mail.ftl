## الرسائل الإلكترونية. عن أي طلب: لا عمر ولا جنس ولا حاجة ولا اسم ولا مدينة ولا مركز، أبدًا.

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

mail-fact = { "\u200F" }{ $label }: { $value }
mail-fact-request = الطلب
mail-fact-needed = الموعد
mail-fact-since = منذ
mail-fact-alert = التنبيه
mail-fact-late = كان موعد الإرسال
mail-fact-outcome = النتيجة
mail-fact-on-the-way = في الطريق منذ
mail-fact-until = الجواب قبل
mail-fact-oldest-count = أقدم عدّ
mail-list = { "\u200F" }{ $some }، { $next }

mail-open-request = فتح الطلب
mail-open-page = فتح صفحتي
mail-open-board = فتح صفحة كل الأسرّة
mail-open-duty-plan = فتح جدول المناوبة
mail-open-administration = فتح صفحة الإدارة
mail-choose-password = اختيار كلمة المرور
mail-enter-counts = إدخال الأعداد
mail-copy-link = أو انسخوا هذا العنوان في المتصفح:

## طلب بلا سرير

mail-unmatched-subject = { $reference } · { $urgency } · لا سرير بعد ({ $step })
mail-unmatched-title = لا سرير بعد
mail-unmatched-what = لم يوافق أي مركز على هذا الطلب حتى الآن.
mail-unmatched-next = يُرجى فتح الطلب والإشارة إلى أنكم تتكفلون به. وإلا فسيُنبَّه المناوبون التالون أيضًا.

## سرير مقبول، دون وصول ولا خبر

mail-on-the-way-subject = { $reference } · { $urgency } · لم يتأكد الوصول بعد ({ $step })
mail-on-the-way-title = لم يتأكد الوصول بعد
mail-on-the-way-what = وافق أحد المراكز، وكان الوصول منتظرًا قبل الآن. لم يخبرنا لا الفريق ولا المركز بما جرى.
mail-on-the-way-next = يُرجى فتح الطلب والاتصال الآن بالطرفين: الفريق والمركز.

## انتظر المركز ولم يحضر أحد

mail-missing-subject = { $reference } · { $urgency } · لا أخبار ({ $step })
mail-missing-title = لا أخبار
mail-missing-what = لم يحضر أحد إلى المركز، أو انقطع تواصل الفريق.
mail-missing-next = يُرجى فتح الطلب والاتصال بالفريق فورًا. سيُبحث عن سرير من جديد حالما يستعيد الفريق التواصل.

# في تنبيه يصل متأخرًا.
mail-late = { $due }. تصل هذه الرسالة متأخرة.

## طلب أُحيل من شخص آخر من فريق التنسيق

mail-handed-over-subject = { $reference } · { $urgency } · أُحيل هذا الطلب إليكم
mail-handed-over-title = أُحيل طلب إليكم
mail-handed-over-what = يطلب منكم أحد أعضاء فريق التنسيق التكفل بهذا الطلب.
mail-handed-over-next = يُرجى فتح الطلب. يستمر التنبيه ما لم يُعثر على سرير.

## قُبل سرير

mail-accepted-subject = { $reference } · { $urgency } · عُثر على سرير
mail-accepted-title = عُثر على سرير
mail-accepted-what = وافق أحد المراكز على هذا الطلب.
mail-accepted-next = لم يعد مطلوبًا منكم أي شيء. شكرًا لكم. سيظهر الوصول في صفحة الطلب.

## وصول بعد تنبيه

mail-arrived-subject = { $reference } · { $urgency } · تم الوصول
mail-arrived-title = تم الوصول
mail-arrived-what = تأكد الوصول الذي نُبِّهتم بشأنه.
mail-nothing-more = لم يعد مطلوبًا منكم أي شيء. شكرًا لكم.

mail-still-on-the-way-subject = { $reference } · { $urgency } · ما زال الوصول منتظرًا
mail-still-on-the-way-title = ما زال الوصول منتظرًا
mail-still-on-the-way-what = الوصول الذي نُبِّهتم بشأنه ما زال منتظرًا: أُبلغنا بأن التنقل ما زال جاريًا.
mail-still-on-the-way-next = لا حاجة إلى أي إجراء الآن. وإن لم يتأكد الوصول في حينه فسيصلكم تنبيه آخر.

## ما أُعلن عنه تم التراجع عنه

mail-yes-undone-subject = { $reference } · { $urgency } · تراجع عن موافقة المركز
mail-yes-undone-title = تم التراجع عن موافقة المركز
mail-yes-undone-what = كان أحد المراكز قد وافق على هذا الطلب، وتم التراجع عن هذه الموافقة الآن: يبقى السرير محجوزًا، وجواب المركز منتظر من جديد.
mail-yes-undone-next = يُرجى فتح الطلب. يستمر التنبيه ما لم يوافق أي مركز.

mail-arrival-undone-subject = { $reference } · { $urgency } · الوصول غير مؤكد
mail-arrival-undone-title = الوصول غير مؤكد
mail-arrival-undone-what = تم التراجع الآن عن الوصول الذي أُبلغتم به: الوصول منتظر من جديد.

mail-no-show-undone-subject = { $reference } · { $urgency } · الوصول منتظر من جديد
mail-no-show-undone-title = الوصول منتظر من جديد
mail-no-show-undone-what = كان قد أُبلغ بأنه لم يحضر أحد، وتم التراجع عن ذلك الآن: السرير محجوز من جديد.

## طلب انتهى بلا سرير

mail-taken-back-subject = { $reference } · { $urgency } · لم تعد هناك حاجة إلى سرير
mail-taken-back-title = لم تعد هناك حاجة إلى سرير
mail-taken-back-what = سحب الفريق هذا الطلب.

mail-closed-subject = { $reference } · { $urgency } · أُغلق الطلب
mail-closed-title = أُغلق الطلب
mail-closed-what = أغلق فريق التنسيق هذا الطلب.

mail-outcome-placed-elsewhere = سرير في مكان آخر
mail-outcome-family = العودة إلى الأسرة
mail-outcome-hospital = في المستشفى
mail-outcome-lost-contact = انقطع التواصل
mail-outcome-other = نتيجة أخرى

## أسرّة فارغة أقل من المحجوزة

mail-overcommitted-subject = { $reference } · { $urgency } · سرير محجوز لم يعد متاحًا
mail-overcommitted-title = سرير محجوز لم يعد متاحًا
mail-overcommitted-what = صرّح أحد المراكز الآن بأسرّة فارغة أقل مما حُجز لديه، وكان قد وافق على هذا الطلب.
mail-overcommitted-next = يُرجى فتح الطلب والاتصال بالمركز: هل ما زال لديه مكان، أم يلزم سرير آخر؟

## هل تم الوصول؟ إلى الفريق وإلى المركز

mail-arrival-asked-subject = { $reference } · { $urgency } · هل تم الوصول؟
mail-arrival-asked-next = إن لم يصلنا جواب قبل { $until } فسيُنبَّه فريق التنسيق.

mail-team-asked-title = هل تم الوصول؟
mail-team-asked-what = وافق أحد المراكز وهو في انتظاركم. تكفي لمسة واحدة في الصفحة: تم الوصول، أو ما زال الوصول منتظرًا، أو انقطع التواصل.

mail-shelter-asked-title = هل تم الوصول إليكم؟
mail-shelter-asked-what = لقد وافقتم على هذا الطلب. تكفي لمسة واحدة في الصفحة: تم الوصول، أو ما زال الوصول منتظرًا، أو لم يحضر أحد.

## جواب المركز، للفريق

mail-said-yes-subject = { $reference } · { $urgency } · وافق المركز
mail-said-yes-title = وافق المركز
mail-said-yes-what = المركز في انتظاركم.
mail-said-yes-next = افتحوا الطلب: ستجدون فيه إلى أين تتوجهون وبمن تتصلون.

mail-no-more-yes-subject = { $reference } · { $urgency } · تراجع عن موافقة المركز
mail-no-more-yes-title = تم التراجع عن موافقة المركز
mail-no-more-yes-what = يبقى السرير محجوزًا، لكن جواب المركز منتظر من جديد.
mail-no-more-yes-next = اتصلوا بالمركز قبل التوجه إليه. تُظهر صفحة الطلب ما آل إليه.

mail-said-no-subject = { $reference } · { $urgency } · اعتذر المركز
mail-said-no-title = اعتذر المركز

mail-no-answer-subject = { $reference } · { $urgency } · لا جواب في الوقت المحدد
mail-no-answer-title = لم يجب المركز في الوقت المحدد

mail-asking-on-what = يُسأل المركز التالي، وإن لم يوجد يُنبَّه فريق التنسيق.
mail-asking-on-next = لا حاجة إلى أي إجراء الآن. تُظهر صفحة الطلب ما آل إليه.

## في انتظار جواب المركز

mail-offer-waits-subject = { $reference } · { $urgency } · الجواب قبل { $until }
mail-offer-waits-title = طلب ينتظر جوابكم قبل { $until }
mail-offer-waits-what = حتى ذلك الحين يبقى مكان محجوزًا لهذا الطلب لديكم، ثم يُسأل المركز التالي.
mail-offer-waits-next = يُرجى فتح صفحتكم والإجابة بنعم أو لا.

## هل ما زالت أعداد الأسرّة الفارغة صحيحة؟

mail-count-asked-subject = مبيت: هل ما زالت أعداد أسرّتكم الفارغة صحيحة؟
mail-count-asked-title = هل ما زالت أعداد أسرّتكم الفارغة صحيحة؟
mail-count-asked-what = لا تصلكم الطلبات إلا ما دامت أعدادكم محدَّثة.
mail-count-asked-next = يفتح الرابط استمارة صغيرة دون تسجيل دخول. يعمل مرة واحدة، خلال 24 ساعة، ولأعدادكم وحدها، فلا تُطلعوا عليه أحدًا.

## ساعات بلا مناوب

mail-duty-gaps-subject = مبيت: ساعات بلا مناوب
mail-duty-gaps-title = ساعات بلا مناوب
mail-duty-gaps-what = { $zone ->
    [morocco] في هذه الساعات لن يجد التنبيه أحدًا هناك. كل الأوقات بتوقيت المغرب.
   *[other] في هذه الساعات لن يجد التنبيه أحدًا هناك. كل الأوقات بتوقيت { $zone }.
}
mail-duty-gaps-next = يُرجى فتح جدول المناوبة وإيجاد من يتولى هذه الساعات.

mail-area-nation = المستوى الوطني
mail-gap = من { $from } إلى { $to }
mail-gaps-more =
    { $count ->
        [zero] ولا فترة أخرى
        [one] وفترة أخرى
        [two] وفترتان أخريان
        [few] و{ $count } فترات أخرى
        [many] و{ $count } فترة أخرى
       *[other] و{ $count } فترة أخرى
    }

## ملخص اليوم

mail-digest-subject = مبيت: ملخص يوم { $date }
mail-digest-title = ملخص يوم { $date }
mail-digest-what = آخر 24 ساعة، والوضع الآن.
mail-digest-quiet = لم يُطلب أي سرير ولا أحد ينتظر.
mail-digest-next = تجدون التفاصيل في صفحة كل الأسرّة.

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
        [zero] لم يصل أي طفل
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
        [zero] لا جواب متأخر أو غائب
        [one] جواب واحد متأخر أو غائب
        [two] جوابان متأخران أو غائبان
        [few] { $count } أجوبة متأخرة أو غائبة
        [many] { $count } جوابًا متأخرًا أو غائبًا
       *[other] { $count } جواب متأخر أو غائب
    }
mail-digest-stale =
    { $count ->
        [zero] لا مركز بلا عدد محدَّث
        [one] مركز واحد بلا عدد محدَّث
        [two] مركزان بلا عدد محدَّث
        [few] { $count } مراكز بلا عدد محدَّث
        [many] { $count } مركزًا بلا عدد محدَّث
       *[other] { $count } مركز بلا عدد محدَّث
    }
mail-digest-silent =
    { $count ->
        [zero] كل المراكز تجيب
        [one] مركز واحد لا يجيب
        [two] مركزان لا يجيبان
        [few] { $count } مراكز لا تجيب
        [many] { $count } مركزًا لا يجيب
       *[other] { $count } مركز لا يجيب
    }
mail-digest-gap =
    { $hours ->
        [0] { $minutes } دق
       *[other] { $minutes ->
            [0] { $hours } سا
           *[other] { $hours } سا و{ $minutes } دق
        }
    } بلا مناوب خلال الـ24 ساعة المقبلة

## رابط لاختيار كلمة المرور

mail-invited-subject = مبيت: دخولكم
mail-invited-title = دخولكم إلى مبيت
mail-invited-what = فُتح لكم حساب في مبيت، الذي يبحث عن أسرّة استعجالية للأطفال غير المصحوبين.
mail-invited-next = اختاروا أولًا كلمة المرور. يُستعمل الرابط مرة واحدة خلال سبعة أيام: احتفظوا به لأنفسكم.

mail-forgotten-subject = مبيت: اختيار كلمة مرور جديدة
mail-forgotten-title = اختيار كلمة مرور جديدة
mail-forgotten-what = طُلبت كلمة مرور جديدة لحسابكم.
mail-forgotten-next = يُستعمل الرابط مرة واحدة خلال سبعة أيام: احتفظوا به لأنفسكم. إن لم تطلبوا شيئًا فتجاهلوا هذه الرسالة: تبقى كلمة مروركم كما هي.

## الخدمة تحتاج إلى مراجعة

mail-trouble-subject = مبيت: أمر يحتاج إلى مراجعة
mail-trouble-title = أمر يحتاج إلى مراجعة
mail-trouble-what = وجدت الخدمة ما يلي، وأصلحت ما أمكنها وتواصل المحاولة.
mail-trouble-next = تبيّن صفحة الإدارة ما يحتاج إلى مراجعة، وفي سجل الخدمة تفاصيل أكثر.

mail-trouble-request-past-due = طلبات تأخر تنبيهها
mail-trouble-request-without-due = طلبات مفتوحة بلا تنبيه مقبل
mail-trouble-offer-past-due = حجوزات انقضت مهلتها
mail-trouble-clock-wrong = خطأ ساعة خادم الخدمة، بالثواني
mail-trouble-nobody-to-alert = طلبات لا يوجد من يُنبَّه بشأنها
mail-trouble-mail-failing = رسائل تعذّر إرسالها منذ أكثر من ساعة
mail-trouble-mail-stuck = رسائل عالقة
mail-trouble-mail-refused = رسائل رُفضت نهائيًا
mail-trouble-database-file = ملف قاعدة البيانات اختفى أو استُبدل: ما يُسجَّل الآن سيضيع عند توقف الخدمة

## في أسفل الرسالة

mail-because-on-duty = تصلكم هذه الرسالة لأنكم في المناوبة.
mail-because-alerted = تصلكم هذه الرسالة لأنكم نُبِّهتم إلى هذا الطلب من قبل.
mail-because-corrected = تصلكم هذه الرسالة لأنها تصحّح رسالة سابقة وصلتكم.
mail-because-coordinator = تصلكم هذه الرسالة لأنكم من فريق التنسيق.
mail-because-team = تصلكم هذه الرسالة لأن فريقكم قدّم هذا الطلب.
mail-because-shelter = تصلكم هذه الرسالة لأنكم مسؤولون عن أسرّة أحد المراكز.
mail-because-asked-for = تصلكم هذه الرسالة لأنكم طلبتم ذلك.
mail-because-account = تصلكم هذه الرسالة لأن لهذا العنوان حسابًا في مبيت.
mail-because-admin = تصلكم هذه الرسالة لأنكم من إدارة مبيت.
mail-discretion = حمايةً للمعنيين، لا تذكر هذه الرسالة شيئًا عنهم. تجدون البقية بعد تسجيل الدخول.
