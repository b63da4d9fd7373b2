## How the whole stands

admin-title = الإدارة
admin-look = يحتاج إلى نظرة
admin-well = كل شيء يعمل. لا شيء ينتظر.
admin-no-database = قاعدة البيانات لا تجيب.
admin-no-schedule = توقفت الأعمال الدورية: قد تتأخر التنبيهات.
admin-no-outbox = لم تخرج أي رسالة منذ أكثر من ساعة.
admin-no-watchdog = وجد آخر فحص شيئًا متأخرًا، أو لم يجرِ الفحص.
admin-no-files = ملف قاعدة البيانات اختفى أو استُبدل. ما يُسجَّل الآن يضيع عند توقف الخدمة: أعيدوا الملف إلى مكانه أولًا.
admin-no-clock = ساعة خادم الخدمة خاطئة. اضبطوها.
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
admin-bare-shelters =
    { $count ->
        [zero] لكل مركز أسرّته.
        [one] مركز واحد بلا أسرّة بعد: لا يمكن أن يُعرض عليه شيء.
        [two] مركزان بلا أسرّة بعد: لا يمكن أن يُعرض عليهما شيء.
        [few] { $count } مراكز بلا أسرّة بعد: لا يمكن أن يُعرض عليها شيء.
        [many] { $count } مركزًا بلا أسرّة بعد: لا يمكن أن يُعرض عليها شيء.
       *[other] { $count } مركز بلا أسرّة بعد: لا يمكن أن يُعرض عليها شيء.
    }
admin-mails-see = عرض الرسائل
admin-shelters-see = عرض المراكز
admin-there-is = ما هو موجود
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
        [zero] لا حساب مفتوح
        [one] حساب مفتوح واحد
        [two] حسابان مفتوحان
        [few] { $count } حسابات مفتوحة
        [many] { $count } حسابًا مفتوحًا
       *[other] { $count } حساب مفتوح
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
admin-more = وأيضًا
admin-next = التالي

## What is wrong with a form

admin-wrong = ما زال هناك ما يحتاج إلى تصحيح
admin-wrong-name = اسم من حرف واحد إلى 200 حرف، في سطر واحد.
admin-wrong-name-taken = هذا الاسم مستعمل. اختاروا غيره.
admin-wrong-city = اختاروا مدينة من القائمة.
admin-wrong-email = عنوان بريد إلكتروني، مثل foyer@example.org.
admin-wrong-email-taken = لهذا العنوان حساب من قبل.
admin-wrong-roles = اختاروا دورًا واحدًا على الأقل.
admin-wrong-own-roles = لا يمكنكم سحب الإدارة من أنفسكم. يمكن ذلك لمن يشارككم الإدارة.
admin-wrong-partner = اختاروا جمعية: لفرق الشارع والمراكز جمعية دائمًا.
admin-wrong-scope = اختاروا مدنًا أو جهات أو الوطن كله: التنسيق يحتاج إليها.
admin-wrong-place = خط العرض وخط الطول معًا: من -90 إلى 90 ومن -180 إلى 180، مثل 35.17 و-2.93.
admin-wrong-phone = رقم من 3 إلى 32 رمزًا: أرقام ومسافات و+ ( ) . أو -.
admin-wrong-features = اختاروا من القائمة.
admin-wrong-gender = حدِّدوا من تستقبله هذه المجموعة.
admin-wrong-ages = عمر بالسنوات الكاملة، من 0 إلى 120.
admin-wrong-ages-order = لا يمكن أن يتجاوز أصغر عمر أكبر عمر.
admin-wrong-capacity = عدد أسرّة من 0 إلى 10000.
admin-wrong-below-free = الأسرّة الشاغرة الآن أكثر من ذلك. على المركز أن يعدّها أولًا.
admin-wrong-free = أسرّة شاغرة، لا تزيد على عدد الأسرّة.
admin-wrong-after = دقائق، مثل 0 أو 30.
admin-wrong-after-order = لا تأتي مرحلة قبل التي سبقتها.
admin-wrong-repeat = دقائق، أكثر من صفر.
admin-wrong-other = هذا الجواب غير صالح.

## Tokens

admin-tokens = رموز حساب
admin-tokens-own = رموزي
admin-tokens-what = يتيح الرمز لبرنامج أن يعمل باسم هذا الحساب. من يملكه يستطيع كل ما يستطيعه الحساب.
admin-tokens-none = لا رموز. ستظهر هنا الرموز التي تنشئونها، دون سرّها.
admin-token = الرمز
admin-token-made = أُنشئ الرمز
admin-token-once = انسخوه الآن: لن يظهر مرة أخرى.
admin-token-new = رمز جديد
admin-token-label = فيمَ يُستعمل؟
admin-token-lives = مدة الصلاحية
admin-token-for-ever = بلا حد
admin-token-month = 30 يومًا
admin-token-quarter = 90 يومًا
admin-token-year = سنة
admin-token-make = إنشاء الرمز
admin-token-until = صالح حتى
admin-token-over = انتهى في
admin-token-revoked = أُلغي في
admin-token-revoke = إلغاء

## Mail

admin-mails = الرسائل
admin-mails-none = لا شيء.
admin-mails-undeliverable = مرفوضة
admin-mails-waiting = في الانتظار
admin-mails-sent = مُرسلة
admin-mails-cancelled = ملغاة
admin-mail-tries =
    { $count ->
        [zero] لم تُجرَّب بعد
        [one] محاولة واحدة
        [two] محاولتان
        [few] { $count } محاولات
        [many] { $count } محاولة
       *[other] { $count } محاولة
    }
admin-mail-next = المحاولة التالية:
admin-mail-reason = جواب الخادم:
admin-mail-escalation = تنبيه: طفل بلا سرير
admin-mail-handed-over = طلب محال
admin-mail-accepted = وافق مركز
admin-mail-arrived = وصل الطفل
admin-mail-still-on-the-way = الطفل ما زال في الطريق
admin-mail-ended = انتهى الطلب
admin-mail-overcommitted = الأطفال أكثر من الأسرّة
admin-mail-arrival-asked = سؤال: هل وصل؟
admin-mail-answered = جواب مركز
admin-mail-offer-waits = طلب ينتظر مركزًا
admin-mail-count-asked = سؤال: كم سريرًا؟
admin-mail-duty-gaps = ساعات بلا مناوبة
admin-mail-digest = رسالة الصباح
admin-mail-trouble = نتائج الفحص

## Erasing a request

admin-erase-title = محو طلب
admin-erase-what = يُحذف فورًا كل ما هو محفوظ عن الطلب ولا يمكن استرجاعه: الأطفال والعروض والتنبيهات والأسباب.
admin-erase-stays = يبقى ما يلزم للعدّ في التقارير: الشهر والجهة والفئة العمرية والجنس والمآل والمدد. يحتفظ السجل بأن طلبًا مُحي، لا بما كان فيه. يجب أن يُسحب الطلب أو يُغلق أولًا.
admin-erase-reference = مرجع الطلب
admin-erase-sure = أعلم أن هذا نهائي
admin-erase-do = محو
admin-erase-done = مُحي الطلب.
admin-erase-wrong-none = لا طلب بهذا المرجع.
admin-erase-wrong-sure = أكّدوا أنكم تعلمون ذلك.
admin-erase-wrong-open = هذا الطلب ما زال مفتوحًا: يجب أن يُسحب أو يُغلق أولًا، حتى لا يغيب طفل عن الأنظار.
