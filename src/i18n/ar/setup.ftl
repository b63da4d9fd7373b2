## Partners

setup-partners = الشركاء
setup-partners-none = هنا ستظهر الجمعيات الشريكة.
setup-partner-add = إضافة جمعية
setup-name = الاسم
setup-city = المدينة
setup-choose = اختيار…
setup-add = إضافة
setup-save = حفظ

## Accounts

setup-accounts = الحسابات
setup-account-add = إضافة حساب
setup-email = البريد الإلكتروني
setup-roles = الأدوار
setup-role-outreach = فريق الشارع
setup-role-shelter = مركز إيواء
setup-role-coordinator = التنسيق
setup-role-observer = المتابعة
setup-role-admin = الإدارة
setup-account-partner = الجمعية
setup-no-partner = لا شيء
setup-locale = اللغة
setup-scope = المدن والجهات
setup-scope-for = للتنسيق
setup-national = الوطن كله
setup-by-place = اختيار مدن أو جهات
setup-whole-region = الجهة كلها
setup-shut = مغلق
setup-access = الدخول
setup-link = الرابط
setup-link-what = يُستعمل الرابط مرة واحدة خلال سبعة أيام. كل رابط جديد يلغي سابقه.
setup-link-make = إنشاء رابط لكلمة المرور
setup-link-title = رابط اختيار كلمة المرور
setup-link-once = أوصلوه الآن: لن يظهر مرة أخرى. يُستعمل مرة واحدة خلال سبعة أيام.
setup-link-mail = كتابة رسالة
setup-link-done = تم إيصاله
setup-link-subject = دخولكم إلى مبيت
setup-link-letter = مرحبًا، هذا رابط اختيار كلمة المرور. يُستعمل مرة واحدة خلال سبعة أيام: { $link }
setup-account-tokens = رموز هذا الحساب
setup-code-lift = رفع الرمز عند الدخول
setup-code-lift-what = لمن فقد هاتفه: تكفي كلمة المرور من جديد. تأكدوا من أنه هو.
setup-account-shut = إغلاق هذا الحساب
setup-account-shut-what = يخرج صاحبه فورًا من كل الأجهزة، ولا تعود رموزه صالحة. يمكنكم إعادة فتح الحساب.
setup-account-open = إعادة فتح هذا الحساب
setup-own-account = هذا حسابكم: يمكن لمن يشارككم الإدارة إغلاقه.

## Shelters and their beds

setup-shelters = المراكز
setup-shelter = المركز
setup-shelters-none = هنا ستظهر المراكز. أضيفوا مركزًا أو استوردوا لائحة.
setup-shelter-add = إضافة مركز
setup-shelter-partner = الجمعية
setup-phone = الهاتف
setup-lat = خط العرض
setup-lon = خط الطول
setup-place-what = دون إحداثيات يُعتمد وسط المدينة.
setup-features = ما يوفره
setup-no-beds = بلا أسرّة بعد
setup-pools = مجموعات الأسرّة
setup-pools-none = أضيفوا مجموعة أسرّة: حينها فقط يمكن اقتراح أطفال.
setup-pools-count =
    { $count ->
        [zero] لا مجموعة
        [one] مجموعة واحدة
        [two] مجموعتان
        [few] { $count } مجموعات
        [many] { $count } مجموعة
       *[other] { $count } مجموعة
    }
setup-beds-count =
    { $count ->
        [zero] لا سرير
        [one] سرير واحد
        [two] سريران
        [few] { $count } أسرّة
        [many] { $count } سريرًا
       *[other] { $count } سرير
    }
setup-free-count =
    { $count ->
        [zero] لا سرير شاغر
        [one] سرير شاغر
        [two] سريران شاغران
        [few] { $count } أسرّة شاغرة
        [many] { $count } سريرًا شاغرًا
       *[other] { $count } سرير شاغر
    }
setup-counted = عُدّت في
setup-pool-closed = مغلقة
setup-pool-add = إضافة مجموعة أسرّة
setup-pool-change = تعديل
setup-takes = تستقبل
setup-takes-female = الفتيات
setup-takes-male = الفتيان
setup-takes-any = الجميع
setup-age-min = العمر، من
setup-age-max = إلى
setup-capacity = الأسرّة
setup-free = الشاغرة

## Escalation policies

setup-policies = القواعد
setup-policies-heading = من يُنبَّه، ومتى
setup-policies-what = طفل بلا سرير: هذا من يُخبَر به، ومتى. يحتفظ كل طلب بالقاعدة التي وُلد معها.
setup-policy-of = التنبيهات: { $urgency }
setup-policy-what = تسري القاعدة الجديدة على الطلبات القادمة. أما الجارية فتحتفظ بقاعدتها.
setup-policy-change = تعديل
setup-policy-set = بدء العمل بها
setup-step = المرحلة { $count }
setup-step-add = مرحلة أخرى
setup-step-remove = حذف
setup-step-at-once = { $whom }: فورًا
setup-step-after = { $whom }: بعد { $minutes } د
setup-then-again = ثم تتكرر من البداية، بعد { $minutes } د من آخر مرحلة
setup-minutes = بعد، بالدقائق
setup-whom = من يُنبَّه
setup-repeat = التكرار بعد، بالدقائق
setup-level-city = المدينة
setup-level-region = الجهة
setup-level-national = الوطن
setup-versions = النسخ
setup-version = النسخة { $count }
setup-version-first = الإعداد الأصلي

## Shelters from a file

setup-import = استيراد مراكز
setup-import-what = ألصقوا هنا لائحة بصيغة CSV، مجموعة أسرّة في كل سطر، بهذه الأعمدة:
setup-import-how = الأسطر التي لها الجمعية نفسها والمركز نفسه مركز واحد. افصلوا بين الخدمات بعلامة |؛ يمكن أن يبقى الهاتف والبريد والإحداثيات والخدمات فارغة. المدينة رمز مثل nador، والجنس female أو male أو any.
setup-import-text = اللائحة
setup-import-look = التحقق أولًا
setup-import-preview = ما سيُضاف
setup-import-unconfirmed = لا سرير شاغر قبل أن يعدّ المركز.
setup-import-do = إضافة الكل
setup-import-done =
    { $count ->
        [zero] لم يُضف أي مركز.
        [one] أُضيف مركز واحد.
        [two] أُضيف مركزان.
        [few] أُضيفت { $count } مراكز.
        [many] أُضيف { $count } مركزًا.
       *[other] أُضيف { $count } مركز.
    }
setup-import-wrong = لم يُضف شيء: هذه الأسطر تحتاج إلى تصحيح
setup-import-line = السطر { $line }
setup-import-mend = تصحيح اللائحة
setup-import-not-utf8 = في اللائحة أحرف لم تُحفظ بترميز UTF-8. اختاروا في برنامج الجداول «حفظ باسم» ثم النوع «CSV UTF-8»، وألصقوها من جديد.
setup-import-more =
    { $count ->
        [zero] ولا خطأ غير ذلك
        [one] وخطأ آخر
        [two] وخطآن آخران
        [few] و{ $count } أخطاء أخرى
        [many] و{ $count } خطأ آخر
       *[other] و{ $count } خطأ آخر
    }
setup-import-fields = في هذا السطر خانات أكثر من الأعمدة المسماة.
setup-import-unknown-column = عمود غير معروف، أو مكرر.
setup-import-no-column = هذا العمود ناقص.
setup-import-empty = اللائحة فارغة.
setup-import-differs = هذا يختلف عما في أسطر المركز الأخرى.
setup-import-twice = للمركز مجموعة بهذا الاسم أعلاه.
setup-import-exists = للجمعية مركز بهذا الاسم من قبل.
setup-import-unknown-partner = لا جمعية بهذا الاسم.
