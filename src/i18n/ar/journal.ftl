## The audit, and whether its chain holds

journal-title = السجل
journal-heading = كل ما تغيّر
journal-by = بواسطة
journal-itself = بواسطة مبيت نفسه، أو سطر الأوامر
journal-what = إظهار
journal-everything = كل شيء
journal-all-of = { $what }: الكل
journal-show = عرض
journal-none = لم يتغير شيء من هذا النوع.
journal-check = التحقق من سلسلة السجل
journal-broken = سلامة السجل غير مؤكدة: السلسلة مقطوعة
journal-broken-where = عند الختم { $seal }، من القيد { $first } إلى القيد { $last }، وُضع في
journal-broken-next = غيّر أحدهم قاعدة البيانات خارج مبيت. احتفظوا بنسخة منها وأخبروا من يشغّلها.
journal-holds =
    { $count ->
        [zero] السلسلة سليمة: لا قيد بعد.
        [one] السلسلة سليمة: قيد واحد.
        [two] السلسلة سليمة: قيدان.
        [few] السلسلة سليمة: { $count } قيود.
        [many] السلسلة سليمة: { $count } قيدًا.
       *[other] السلسلة سليمة: { $count } قيد.
    }
journal-unsealed =
    { $count ->
        [zero] لا قيد ينتظر ختمه.
        [one] قيد حديث ينتظر ختمه.
        [two] قيدان حديثان ينتظران ختمهما.
        [few] { $count } قيود حديثة تنتظر ختمها.
        [many] { $count } قيدًا حديثًا ينتظر ختمه.
       *[other] { $count } قيد حديث ينتظر ختمه.
    }

## What was done

journal-partner = الشركاء
journal-partner-create = أُضيفت جمعية
journal-partner-change = عُدّلت جمعية
journal-partner-deactivate = أُوقف استعمال جمعية
journal-partner-reactivate = أُعيد استعمال جمعية
journal-account = الحسابات
journal-account-create = أُضيف حساب
journal-account-change = عُدّل حساب
journal-account-link = أُنشئ رابط لكلمة المرور
journal-account-mail-link = أُرسل رابط لكلمة المرور بالبريد الإلكتروني
journal-account-forgotten = طُلب رابط لكلمة مرور منسية
journal-account-set-password = اختيرت كلمة مرور
journal-account-sign-in = تسجيل دخول
journal-account-sign-in-limited = محاولات دخول كثيرة
journal-account-sign-out = تسجيل خروج
journal-account-code-on = فُعّل رمز التحقق
journal-account-code-off = أُوقف رمز التحقق
journal-account-code-reset = أُوقف رمز التحقق، الهاتف مفقود
journal-token = مفاتيح الوصول
journal-token-create = أُنشئ مفتاح وصول
journal-token-revoke = أُلغي مفتاح وصول
journal-shelter = المراكز
journal-shelter-create = أُضيف مركز
journal-shelter-change = عُدّل مركز
journal-shelter-deactivate = أُوقف استعمال مركز
journal-shelter-reactivate = أُعيد استعمال مركز
journal-shelter-ask-counts = طُلب من مركز تحديث عدد أسرّته
journal-pool = مجموعات الأسرّة
journal-pool-create = أُضيفت مجموعة
journal-pool-change = عُدّلت مجموعة
journal-pool-deactivate = أُوقف استعمال مجموعة
journal-pool-reactivate = أُعيد استعمال مجموعة
journal-pool-report = عُدّت الأسرّة
journal-policy = قواعد التنبيه
journal-policy-set = طُبّقت قاعدة
journal-duty = المناوبة
journal-duty-add = أُضيفت ساعات
journal-duty-except = سُجّل تغيير
journal-duty-remove = حُذفت ساعات
journal-request = الطلبات
journal-request-create = قُدّم طلب
journal-request-acknowledge = تم التكفل بطلب
journal-request-hand-over = أُحيل طلب
journal-request-escalate = نُبّه المستوى الأعلى
journal-request-found = عُثر على الطفل
journal-request-reopen = أُعيد فتح طلب
journal-request-lost = انقطع التواصل
journal-request-withdraw = سُحب طلب
journal-request-close = أُغلق طلب
journal-request-strip = مُحيت التفاصيل
journal-request-erase = مُحي طلب من طرف الإدارة
journal-offer = الحجوزات
journal-offer-create = حُجز سرير
journal-offer-accept = وافق المركز
journal-offer-decline = اعتذر المركز
journal-offer-expire = لم يجب المركز في الوقت المحدد
journal-offer-withdraw = أُلغي الحجز
journal-offer-ask-arrival = سُئل عن الوصول
journal-offer-on-the-way = ما زال الوصول منتظرًا
journal-offer-arrive = تم الوصول
journal-offer-no-show = لم يحضر أحد
journal-offer-depart = تمت المغادرة
journal-offer-undo = تراجع عن إجراء
journal-escalation = التنبيهات
journal-escalation-step = أُرسل تنبيه
journal-escalation-skip = لا أحد في المناوبة
journal-escalation-catch-up = استُدرك تنبيه
journal-escalation-pass-over = تم تجاوز مرحلة لتنبيه المستوى الأعلى
journal-escalation-hurry = قُدّم موعد مرحلة

## Details

journal-changed = { "\u200F" }عُدّل: { $what }
journal-active = مفعَّل
journal-mail-offers = رسائل إلكترونية عن الطلبات والأجوبة
journal-no-mail-offers = بلا رسائل إلكترونية عن الطلبات والأجوبة
journal-overcommitted = الحجوزات أكثر من الأسرّة الفارغة
journal-by-link = عبر الرابط المرسل بالبريد الإلكتروني
journal-mails =
    { $count ->
        [zero] لا رسائل
        [one] رسالة واحدة
        [two] رسالتان
        [few] { $count } رسائل
        [many] { $count } رسالة
       *[other] { $count } رسالة
    }
journal-everywhere = على كل الأجهزة
journal-network = من الشبكة نفسها
journal-wrong-password = كلمة مرور غير صحيحة
journal-wrong-code = رمز غير صحيح
journal-from = من { $time }
journal-to = إلى { $time }
