## How the whole stands

admin-title = الإدارة
admin-look = يحتاج إلى مراجعة
admin-well = كل شيء يعمل بشكل سليم.
admin-no-database = قاعدة البيانات لا تستجيب.
admin-no-schedule = توقفت المهام التلقائية: قد تتأخر التنبيهات.
admin-no-outbox = لم تُرسل أي رسالة منذ أكثر من ساعة.
admin-no-watchdog = وجد آخر فحص شيئًا متأخرًا، أو لم يتم الفحص.
admin-no-files = اختفى ملف قاعدة البيانات أو استُبدل. ما يُسجَّل الآن سيضيع عند توقف الخدمة: أعيدوا الملف إلى مكانه أولًا.
admin-no-clock = ساعة خادم الخدمة غير مضبوطة. اضبطوها.
admin-no-tasks = توقف جزء من الخدمة عن العمل. يبيّن سجل الخدمة أي جزء هو.
admin-undeliverable =
    { $count ->
        [zero] لم تُرفض أي رسالة في الأيام السبعة الأخيرة.
        [one] رُفضت رسالة واحدة في الأيام السبعة الأخيرة.
        [two] رُفضت رسالتان في الأيام السبعة الأخيرة.
        [few] رُفضت { $count } رسائل في الأيام السبعة الأخيرة.
        [many] رُفضت { $count } رسالة في الأيام السبعة الأخيرة.
       *[other] رُفضت { $count } رسالة في الأيام السبعة الأخيرة.
    }
admin-lack-beds =
    { $count ->
        [zero] لكل مركز أسرّته.
        [one] مركز واحد بلا أسرّة بعد: لا يمكن توجيه أي طلب إليه.
        [two] مركزان بلا أسرّة بعد: لا يمكن توجيه أي طلب إليهما.
        [few] { $count } مراكز بلا أسرّة بعد: لا يمكن توجيه أي طلب إليها.
        [many] { $count } مركزًا بلا أسرّة بعد: لا يمكن توجيه أي طلب إليها.
       *[other] { $count } مركز بلا أسرّة بعد: لا يمكن توجيه أي طلب إليها.
    }
admin-lack-coordinator =
    { $count ->
        [zero] لكل مدينة فريق تنسيق.
        [one] مدينة واحدة بلا فريق تنسيق: لن يُنبَّه أحد فيها عند طلب بلا سرير.
        [two] مدينتان بلا فريق تنسيق: لن يُنبَّه أحد فيهما عند طلب بلا سرير.
        [few] { $count } مدن بلا فريق تنسيق: لن يُنبَّه أحد فيها عند طلب بلا سرير.
        [many] { $count } مدينة بلا فريق تنسيق: لن يُنبَّه أحد فيها عند طلب بلا سرير.
       *[other] { $count } مدينة بلا فريق تنسيق: لن يُنبَّه أحد فيها عند طلب بلا سرير.
    }
admin-lack-duty =
    { $count ->
        [zero] في كل مدينة مناوب الآن.
        [one] مدينة واحدة بلا مناوب الآن: يُرسل التنبيه فيها إلى فريق التنسيق كله.
        [two] مدينتان بلا مناوب الآن: يُرسل التنبيه فيهما إلى فريق التنسيق كله.
        [few] { $count } مدن بلا مناوب الآن: يُرسل التنبيه فيها إلى فريق التنسيق كله.
        [many] { $count } مدينة بلا مناوب الآن: يُرسل التنبيه فيها إلى فريق التنسيق كله.
       *[other] { $count } مدينة بلا مناوب الآن: يُرسل التنبيه فيها إلى فريق التنسيق كله.
    }
admin-lack-account =
    { $count ->
        [zero] لكل مركز حسابه.
        [one] مركز واحد بلا حساب: لا أحد فيه يستطيع عدّ الأسرّة أو الجواب عن الطلبات.
        [two] مركزان بلا حساب: لا أحد فيهما يستطيع عدّ الأسرّة أو الجواب عن الطلبات.
        [few] { $count } مراكز بلا حساب: لا أحد فيها يستطيع عدّ الأسرّة أو الجواب عن الطلبات.
        [many] { $count } مركزًا بلا حساب: لا أحد فيها يستطيع عدّ الأسرّة أو الجواب عن الطلبات.
       *[other] { $count } مركز بلا حساب: لا أحد فيها يستطيع عدّ الأسرّة أو الجواب عن الطلبات.
    }
admin-lack-phone =
    { $count ->
        [zero] لكل مركز هاتفه.
        [one] مركز واحد بلا هاتف: لا يستطيع الفريق الاتصال به قبل التوجه إليه.
        [two] مركزان بلا هاتف: لا يستطيع الفريق الاتصال بهما قبل التوجه إليهما.
        [few] { $count } مراكز بلا هاتف: لا يستطيع الفريق الاتصال بها قبل التوجه إليها.
        [many] { $count } مركزًا بلا هاتف: لا يستطيع الفريق الاتصال بها قبل التوجه إليها.
       *[other] { $count } مركز بلا هاتف: لا يستطيع الفريق الاتصال بها قبل التوجه إليها.
    }
admin-lack-team =
    { $count ->
        [zero] لكل جمعية فريق أو مركز.
        [one] جمعية واحدة بلا فريق شارع ولا مركز: لا يمكنها طلب أسرّة ولا توفيرها.
        [two] جمعيتان بلا فريق شارع ولا مركز: لا يمكنهما طلب أسرّة ولا توفيرها.
        [few] { $count } جمعيات بلا فريق شارع ولا مركز: لا يمكنها طلب أسرّة ولا توفيرها.
        [many] { $count } جمعية بلا فريق شارع ولا مركز: لا يمكنها طلب أسرّة ولا توفيرها.
       *[other] { $count } جمعية بلا فريق شارع ولا مركز: لا يمكنها طلب أسرّة ولا توفيرها.
    }
admin-lack-mail = لم يُضبط أي خادم للبريد الإلكتروني: تبقى الرسائل في مجلد ولا يصل أي تنبيه. يمكن لمن يشغّل الخدمة تحديد خادم (الإعداد { "\u2068" }mail.url{ "\u2069" }).
admin-lack-more =
    { $count ->
        [zero] ولا شيء غير ذلك
        [one] وغيرها واحد
        [two] وغيرها اثنان
        [few] وغيرها { $count }
        [many] وغيرها { $count }
       *[other] وغيرها { $count }
    }
admin-steps = الخطوات الأولى
admin-steps-what = يستطيع مبيت البحث عن أسرّة حالما يكتمل كل ما يلي.
admin-step-partner = إضافة الجمعيات الشريكة
admin-step-shelter = إضافة المراكز وأسرّتها
admin-step-shelter-account = فتح حساب لكل مركز
admin-step-team = فتح حساب لكل فريق شارع
admin-step-coordinator = فتح حساب لفريق التنسيق
admin-step-done = تم
admin-step-open = لم يتم بعد
admin-mails-see = عرض الرسائل
admin-shelters-see = عرض المراكز
admin-there-is = نظرة عامة
admin-partners =
    { $count ->
        [zero] لا جمعية شريكة
        [one] جمعية شريكة واحدة
        [two] جمعيتان شريكتان
        [few] { $count } جمعيات شريكة
        [many] { $count } جمعية شريكة
       *[other] { $count } جمعية شريكة
    }
admin-accounts =
    { $count ->
        [zero] لا حساب مفعَّل
        [one] حساب مفعَّل واحد
        [two] حسابان مفعَّلان
        [few] { $count } حسابات مفعَّلة
        [many] { $count } حسابًا مفعَّلًا
       *[other] { $count } حساب مفعَّل
    }
admin-shelters =
    { $count ->
        [zero] لا مركز
        [one] مركز واحد
        [two] مركزان
        [few] { $count } مراكز
        [many] { $count } مركزًا
       *[other] { $count } مركز
    }
admin-beds =
    { $count ->
        [zero] لا سرير
        [one] سرير واحد إجمالًا
        [two] سريران إجمالًا
        [few] { $count } أسرّة إجمالًا
        [many] { $count } سريرًا إجمالًا
       *[other] { $count } سرير إجمالًا
    }
admin-more = إعدادات أخرى
admin-next = الصفحة التالية

## What is wrong with a form

admin-wrong = ما زال هناك ما يحتاج إلى تصحيح
admin-wrong-name = اسم من حرف واحد إلى 200 حرف، في سطر واحد.
admin-wrong-name-taken = هذا الاسم مستعمل. اختاروا غيره.
admin-wrong-city = اختاروا مدينة من اللائحة.
admin-wrong-email = عنوان بريد إلكتروني، مثل foyer@example.org.
admin-wrong-email-taken = يوجد حساب بهذا العنوان.
admin-wrong-roles = اختاروا دورًا واحدًا على الأقل.
admin-wrong-own-roles = لا يمكنكم إلغاء دور الإدارة عن حسابكم. يمكن ذلك لشخص آخر من الإدارة.
admin-wrong-partner = اختاروا جمعية: كل فريق شارع وكل مركز تابع لجمعية.
admin-wrong-scope = اختاروا مدنًا أو جهات أو المستوى الوطني: هذا ضروري لدور التنسيق.
admin-wrong-place = خط العرض وخط الطول معًا: من { "\u2066" }-90{ "\u2069" } إلى 90 ومن { "\u2066" }-180{ "\u2069" } إلى 180، مثل 35.17 و{ "\u2066" }-2.93{ "\u2069" }.
admin-wrong-phone = رقم هاتف من 3 إلى 32 علامة: أرقام ومسافات و{ "\u2066" }+ ( ) . -{ "\u2069" }
admin-wrong-address = عنوان من 300 علامة على الأكثر، في سطر واحد.
admin-wrong-access-note = كيفية الدخول في 500 علامة على الأكثر، في سطر واحد.
admin-wrong-features = اختاروا من اللائحة.
admin-wrong-gender = حدِّدوا من تستقبله هذه المجموعة.
admin-wrong-ages = عمر بالسنوات الكاملة، من 0 إلى 120.
admin-wrong-ages-order = لا يمكن أن يتجاوز الحد الأدنى للعمر حدَّه الأقصى.
admin-wrong-capacity = عدد أسرّة من 0 إلى 10000.
admin-wrong-below-free = عدد الأسرّة الفارغة المصرَّح بها أكبر من هذا. على المركز تحديث عدده أولًا.
admin-wrong-free = عدد الأسرّة الفارغة، ولا يزيد على مجموع الأسرّة.
admin-wrong-after = عدد دقائق، مثل 0 أو 30.
admin-wrong-after-order = لا يمكن أن تسبق مرحلةٌ المرحلةَ التي قبلها.
admin-wrong-repeat = عدد دقائق أكبر من صفر.
admin-wrong-other = هذا الجواب غير صالح.

## Tokens

admin-tokens = مفاتيح الوصول (API) للحساب
admin-tokens-own = مفاتيح الوصول (API) لحسابي
admin-tokens-what = يتيح المفتاح لبرنامج أن يعمل باسم هذا الحساب. من يملكه يستطيع كل ما يستطيعه الحساب.
admin-tokens-none = لا مفاتيح. ستظهر هنا المفاتيح التي تنشئونها، من دون قيمتها السرية.
admin-token = المفتاح
admin-token-made = أُنشئ المفتاح
admin-token-once = انسخوه الآن: لن يظهر مرة أخرى.
admin-token-new = مفتاح جديد
admin-token-label = فيمَ يُستعمل؟
admin-token-lives = مدة الصلاحية
admin-token-for-ever = من دون تاريخ انتهاء
admin-token-month = 30 يومًا
admin-token-quarter = 90 يومًا
admin-token-year = سنة واحدة
admin-token-make = إنشاء المفتاح
admin-token-until = صالح حتى
admin-token-over = انتهى في
admin-token-revoked = أُلغي في
admin-token-revoke = إلغاء

## Mail

admin-mails = الرسائل الإلكترونية
admin-mails-none = لا رسائل.
admin-mails-undeliverable = مرفوضة
admin-mails-waiting = في الانتظار
admin-mails-sent = مُرسلة
admin-mails-cancelled = ملغاة
admin-mail-tries =
    { $count ->
        [zero] لم تجرِ أي محاولة بعد
        [one] محاولة واحدة
        [two] محاولتان
        [few] { $count } محاولات
        [many] { $count } محاولة
       *[other] { $count } محاولة
    }
admin-mail-next = المحاولة التالية:
admin-mail-reason = جواب الخادم:
admin-mail-escalation = تنبيه: طفل بلا سرير
admin-mail-handed-over = طلب أُحيل إليكم
admin-mail-accepted = وافق مركز
admin-mail-arrived = تم الوصول
admin-mail-still-on-the-way = ما زال الوصول منتظرًا
admin-mail-undone = تراجع عن إجراء
admin-mail-ended = انتهى الطلب
admin-mail-overcommitted = الحجوزات أكثر من الأسرّة
admin-mail-arrival-asked = سؤال: هل تم الوصول؟
admin-mail-answered = جواب مركز
admin-mail-offer-waits = طلب ينتظر جواب مركز
admin-mail-count-asked = سؤال: كم سريرًا فارغًا؟
admin-mail-duty-gaps = ساعات بلا مناوب
admin-mail-digest = الملخص اليومي
admin-mail-password-link = رابط كلمة المرور
admin-mail-trouble = نتائج الفحص

## Erasing a request

admin-erase-title = محو طلب
admin-erase-what = يُحذف فورًا كل ما هو محفوظ عن الطلب ولا يمكن استرجاعه: الأطفال والحجوزات والتنبيهات والأسباب.
admin-erase-stays = يبقى ما يلزم للتقارير: الشهر والجهة والفئة العمرية والجنس والنتيجة والمدد. يحتفظ السجل بأن طلبًا مُحي، لا بما كان فيه. يجب أن يُسحب الطلب أو يُغلق أولًا.
admin-erase-reference = مرجع الطلب
admin-erase-sure = أعلم أن هذا نهائي
admin-erase-do = محو
admin-erase-done = مُحي الطلب.
admin-erase-wrong-none = لا يوجد طلب بهذا المرجع.
admin-erase-wrong-sure = أكّدوا أنكم تعلمون ذلك.
admin-erase-wrong-open = هذا الطلب ما زال مفتوحًا: يجب أن يُسحب أو يُغلق أولًا، حتى لا يغيب طفل عن الأنظار.
