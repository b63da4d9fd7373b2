## Partners

setup-partners = الشركاء
setup-partners-none = ستظهر هنا الجمعيات الشريكة.
setup-partner-add = إضافة جمعية
setup-partner-shelters = مراكز هذه الجمعية
setup-partner-unused = لم تعد مستعملة
setup-partner-shut = إيقاف استعمال هذه الجمعية
setup-partner-shut-what = يمكن ذلك حين لا يبقى لها مركز مستعمل ولا حساب نشط ولا طلب جارٍ. يبقى سجلها محفوظًا، ويمكنكم استعمالها من جديد.
setup-partner-open = استعمال هذه الجمعية من جديد
setup-partner-in-use = ما زال لهذه الجمعية مركز مستعمل أو حساب نشط أو طلب جارٍ. ابدؤوا بذلك.
setup-search = بحث
setup-search-by = البحث بالاسم
setup-search-none = لا نتيجة لعبارة «{ $words }».
setup-search-end = عرض اللائحة كاملة
setup-parts = صفحات اللائحة
setup-part-before = الصفحة السابقة
setup-name = الاسم
setup-city = المدينة
setup-choose = اختيار…
setup-add = إضافة
setup-save = حفظ

## Accounts

setup-accounts = الحسابات
setup-account-add = إضافة حساب
setup-account-added = أُضيف الحساب. تُرسل إليه رسالة إلكترونية فيها رابط لاختيار كلمة المرور.
setup-person = اسم الشخص أو الفريق
setup-person-what = اسم وهاتف من يستعمل الحساب، وليس أبدًا اسم طفل أو هاتفه. يتصل الفريق والمركز وفريق التنسيق ببعضهم على هذا الرقم.
setup-email = البريد الإلكتروني
setup-roles = الأدوار
setup-role-outreach = فريق الشارع
setup-role-shelter = المركز
setup-role-coordinator = فريق التنسيق
setup-role-observer = المتابعة
setup-role-admin = الإدارة
setup-account-partner = الجمعية
setup-no-partner = بدون جمعية
setup-locale = اللغة
setup-scope = المدن والجهات
setup-scope-for = لفريق التنسيق
setup-national = المستوى الوطني
setup-by-place = اختيار مدن أو جهات
setup-whole-region = الجهة كلها
setup-shut = معطَّل
setup-access = الدخول
setup-link = الرابط
setup-link-what = في الرسالة رابط لاختيار كلمة المرور. يُستعمل الرابط مرة واحدة خلال سبعة أيام.
setup-link-send = إرسال رابط لكلمة المرور
setup-link-mailed = تُرسل إلى هذا العنوان رسالة إلكترونية فيها رابط لاختيار كلمة المرور.
setup-link-unmailed = لم يُضبط أي خادم للبريد الإلكتروني: لن تصل الرسالة. أظهِروا رابطًا أدناه، في «الدخول»، وأرسلوه بأنفسكم.
setup-link-show = إظهار رابط للنسخ
setup-link-show-what = إن كانت الرسائل لا تصل فأرسلوا الرابط بأنفسكم. يلغي هذا الرابط الروابط المرسلة من قبل.
setup-link-make = إنشاء الرابط وإظهاره
setup-link-copy = نسخ الرابط
setup-link-copied = نُسخ الرابط
setup-link-title = رابط اختيار كلمة المرور
setup-link-once = أرسلوه الآن: لن يظهر مرة أخرى. يُستعمل مرة واحدة خلال سبعة أيام.
setup-link-mail = كتابة رسالة إلكترونية
setup-link-done = تم الإرسال
setup-link-subject = دخولكم إلى مبيت
setup-link-letter = مرحبًا، هذا رابط اختيار كلمة المرور. يُستعمل مرة واحدة خلال سبعة أيام: { $link }
setup-account-tokens = مفاتيح الوصول لهذا الحساب
setup-code-lift = إيقاف رمز التحقق
setup-code-lift-what = لمن فقد هاتفه: تكفي كلمة المرور من جديد. تأكدوا من هوية صاحب الطلب.
setup-account-shut = تعطيل هذا الحساب
setup-account-shut-what = يُسجَّل خروج صاحب الحساب فورًا من كل الأجهزة، ولا تعود مفاتيح وصوله صالحة. يمكنكم إعادة تفعيل الحساب.
setup-account-open = إعادة تفعيل هذا الحساب
setup-own-account = هذا حسابكم: يمكن لشخص آخر من الإدارة تعطيله.

## Shelters and their beds

setup-shelters = المراكز
setup-shelter = المركز
setup-shelters-none = ستظهر هنا المراكز. أضيفوا مركزًا أو استوردوا لائحة.
setup-shelter-add = إضافة مركز
setup-shelter-partner = الجمعية
setup-phone = الهاتف
setup-address = العنوان
setup-access-note = كيفية الدخول
setup-access-note-what = الباب، الجرس، الحارس، المدخل الليلي… لا تكتبوا أي شيء عن طفل.
setup-lat = خط العرض
setup-lon = خط الطول
setup-place-what = من دون إحداثيات يُعتمد وسط المدينة.
setup-features = الخدمات المتوفرة
setup-feature-wheelchair = ولوج الكراسي المتحركة
setup-feature-infant-care = استقبال الرضّع
setup-feature-medical-care = رعاية طبية
setup-feature-psychosocial-care = دعم نفسي اجتماعي
setup-feature-pregnancy = متابعة الحمل
setup-feature-separate-room = غرفة منفصلة
setup-feature-interpreter = ترجمة شفوية
setup-feature-open-at-night = استقبال ليلي
setup-shelter-unused = لم يعد مستعملًا
setup-shelter-shut = إيقاف استعمال هذا المركز
setup-shelter-shut-what = للمركز الذي يغلق نهائيًا. لا يظهر بعد ذلك ضمن الأسرّة ولا يتلقى طلبات ولا يُذكَّر بعدّ أسرّته. يبقى سجله محفوظًا، ويمكنكم استعماله من جديد.
setup-shelter-open = استعمال هذا المركز من جديد
setup-shelter-open-what = يظهر من جديد مع آخر عدّ لأسرّته. وما دام العدّ قديمًا فلا يُوجَّه إليه أي طلب تلقائيًا.
setup-shelter-in-use = أطفال منتظرون في هذا المركز أو مقيمون فيه. يمكنكم إيقاف استعماله بعد تسجيل الوصول والمغادرة.
setup-partner-first = جمعية هذا المركز لم تعد مستعملة. أعيدوا استعمالها أولًا.
setup-no-beds = بلا أسرّة بعد
setup-pools = مجموعات الأسرّة
setup-pools-none = أضيفوا مجموعة أسرّة حتى يمكن توجيه الطلبات إلى هذا المركز.
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
        [zero] لا سرير فارغ
        [one] سرير فارغ
        [two] سريران فارغان
        [few] { $count } أسرّة فارغة
        [many] { $count } سريرًا فارغًا
       *[other] { $count } سرير فارغ
    }
setup-counted = آخر عدّ في
setup-pool-closed = مغلقة
setup-pool-add = إضافة مجموعة أسرّة
setup-pool-change = تعديل
setup-pool-unused = لم تعد مستعملة
setup-pool-shut = إيقاف استعمال هذه المجموعة
setup-pool-shut-what = لا تُعرض أسرّتها بعد ذلك ولا تُقترح ولا تُعدّ. يبقى سجلها محفوظًا، ويمكنكم استعمالها من جديد.
setup-pool-open = استعمال هذه المجموعة من جديد
setup-pool-open-what = تظهر أسرّتها من جديد مع آخر عدّ لها.
setup-pool-in-use = أطفال منتظرون في مجموعة الأسرّة هذه أو مقيمون فيها. يمكنكم إيقاف استعمالها بعد تسجيل الوصول والمغادرة.
setup-takes = تستقبل
setup-takes-female = البنات
setup-takes-male = الأولاد
setup-takes-any = الجميع
setup-age-min = العمر، من
setup-age-max = إلى
setup-capacity = الأسرّة
setup-free = الأسرّة الفارغة

## Escalation policies

setup-policies = قواعد التنبيه
setup-policies-heading = من يُنبَّه، ومتى
setup-policies-what = طفل بلا سرير: هذا من يُنبَّه، ومتى. يحتفظ كل طلب بالقاعدة المعمول بها عند إنشائه.
setup-policy-of = التنبيهات: { $urgency }
setup-policy-what = تسري القاعدة الجديدة على الطلبات القادمة. أما الجارية فتحتفظ بقاعدتها.
setup-policy-change = تعديل
setup-policy-set = تطبيق القاعدة
setup-step = المرحلة { $count }
setup-step-add = مرحلة أخرى
setup-step-remove = حذف
setup-step-at-once = { $whom }: فورًا
setup-step-after = { $whom }: بعد { $minutes } دق
setup-then-again = ثم تتكرر المراحل من البداية، بعد { $minutes } دق من آخر مرحلة
setup-minutes = بعد كم دقيقة
setup-whom = من يُنبَّه
setup-repeat = التكرار بعد كم دقيقة
setup-level-city = المدينة
setup-level-region = الجهة
setup-level-national = المستوى الوطني
setup-versions = النسخ
setup-version = النسخة { $count }
setup-version-first = الإعداد الأصلي

## Shelters from a file

setup-import = استيراد مراكز
setup-import-what = ألصقوا هنا لائحة بصيغة CSV، مجموعة أسرّة في كل سطر، بهذه الأعمدة:
setup-import-how = الأسطر التي لها الجمعية نفسها والمركز نفسه مركز واحد. افصلوا بين الخدمات بعلامة |؛ يمكن أن يبقى الهاتف والبريد الإلكتروني والإحداثيات والخدمات فارغة، ويمكن الاستغناء عن العمودين address (العنوان) وaccess_note (كيفية الدخول). المدينة بمعرّفها مثل nador، والجنس female أو male أو any.
setup-import-text = اللائحة
setup-import-look = التحقق أولًا
setup-import-preview = ما سيُضاف
setup-import-unconfirmed = لا سرير شاغر قبل أن يعدّ المركز أسرّته.
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
