## رسائل البريد. لا عمر ولا جنس ولا حاجة ولا اسم ولا مدينة ولا مركز، أبدًا.

mail-brand = مبيت · Mabit

# متى يلزم السرير؛ يظهر في الموضوع أيضًا.
mail-urgency-emergency = الليلة
mail-urgency-urgent = خلال 24 ساعة
mail-urgency-planned = خلال أسبوع

# أين وصل التنبيه؛ cycle عدد المرات التي بدأت فيها مراحله.
mail-step = المرحلة { $step }
mail-step-again = المرحلة { $step }، الجولة { $cycle }

mail-clock = { $time } (بتوقيت المغرب)
mail-clock-day = يوم { $date } على الساعة { $time } (بتوقيت المغرب)

mail-fact = { $label }: { $value }
mail-fact-request = الطلب
mail-fact-needed = الموعد
mail-fact-since = منذ
mail-fact-alert = التنبيه

mail-open-request = فتح الطلب
mail-open-board = فتح اللوحة
mail-copy-link = أو انسخوا هذا العنوان في المتصفح:

## طلب بلا سرير

mail-unmatched-subject = { $reference } · { $urgency } · لا سرير بعد ({ $step })
mail-unmatched-title = لا سرير بعد
mail-unmatched-what = لم يوافق أي مركز إيواء على هذا الطلب حتى الآن.
mail-unmatched-next = يُرجى فتح الطلب والإشارة إلى أنكم تتكفلون به. وإلا فسيُنبَّه المناوبون التالون أيضًا.

## سرير مقبول دون وصول

mail-on-the-way-subject = { $reference } · { $urgency } · لم يتأكد الوصول بعد ({ $step })
mail-on-the-way-title = لم يتأكد الوصول بعد
mail-on-the-way-what = وافق أحد مراكز الإيواء، لكن لم يؤكد أحد الوصول.
mail-on-the-way-next = يُرجى فتح الطلب ثم الاتصال بالفريق وبالمركز، فقد يعرف أحدهما المزيد أو يحتاج إلى مساعدتكم.

## انتظر المركز ولم يأت أحد

mail-missing-subject = { $reference } · { $urgency } · لم يصل أحد ({ $step })
mail-missing-title = لم يصل أحد
mail-missing-what = أفاد مركز الإيواء بأن أحدًا لم يأتِ.
mail-missing-next = يُرجى فتح الطلب والاتصال بالفريق فورًا. سيُبحث عن سرير من جديد حالما يستعيد الفريق التواصل.

## قُبل سرير

mail-accepted-subject = { $reference } · { $urgency } · عُثر على سرير
mail-accepted-title = عُثر على سرير
mail-accepted-what = وافق أحد مراكز الإيواء على هذا الطلب.
mail-accepted-next = لم يبق عليكم شيء، وشكرًا لكم. سيظهر الوصول في صفحة الطلب.

## أسرّة شاغرة أقل من الموعودة

mail-overcommitted-subject = { $reference } · { $urgency } · سرير موعود لم يعد شاغرًا
mail-overcommitted-title = سرير موعود لم يعد شاغرًا
mail-overcommitted-what = صرّح أحد مراكز الإيواء الآن بأسرّة شاغرة أقل مما وعد به، وكان قد وافق على هذا الطلب.
mail-overcommitted-next = يُرجى فتح اللوحة والاتصال بالمركز: هل ما زال هناك متسع، أم يلزم سرير آخر؟

## أُنشئ حساب

mail-set-password-subject = مبيت: اختيار كلمة المرور
mail-set-password-title = مرحبًا بكم في مبيت
mail-set-password-what = أُنشئ لكم حساب.
mail-set-password-next = اختاروا كلمة مرور عبر هذا الرابط. يعمل الرابط مرة واحدة فقط، فلا تُطلعوا عليه أحدًا.
mail-set-password-action = اختيار كلمة مرور

## في أسفل الرسالة

mail-because-on-duty = تصلكم هذه الرسالة لأنكم في المناوبة.
mail-because-alerted = تصلكم هذه الرسالة لأنكم نُبِّهتم إلى هذا الطلب من قبل.
mail-because-coordinator = تصلكم هذه الرسالة لأنكم تتولون التنسيق.
mail-because-account = إن لم تكونوا تنتظرون هذه الرسالة فيمكنكم تجاهلها.
mail-discretion = حمايةً للمعنيين، لا تذكر هذه الرسالة شيئًا عنهم. تجدون البقية بعد تسجيل الدخول.
