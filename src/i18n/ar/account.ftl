## One's own account

account-title = حسابي
account-settings = اللغة والهاتف والرسائل الإلكترونية
account-locale = اللغة
account-name = اسمكم أو اسم الفريق
account-phone = الهاتف
account-phone-what = حتى يتمكن الفريق والمركز وفريق التنسيق من الاتصال ببعضهم بشأن طلب.
account-mail-offers = إشعاري بالبريد الإلكتروني عند كل طلب أو جواب
account-mail-offers-shelter = رسالة إلكترونية عند كل طلب موجَّه إلى المركز
account-mail-offers-team = رسالة إلكترونية عند كل جواب من مركز
account-save = حفظ
account-done-settings = تم الحفظ.
account-done-password = تغيّرت كلمة المرور. تم تسجيل خروجكم من الأجهزة الأخرى.
account-done-code-on = من الآن فصاعدًا يُطلب منكم رمز بعد كلمة المرور.
account-done-code-off = لن يُطلب منكم رمز بعد الآن.

## The password

account-password = كلمة المرور
account-password-old = كلمة المرور الحالية
account-password-new = كلمة المرور الجديدة
account-password-again = تأكيد كلمة المرور الجديدة
account-password-others = سيتم تسجيل خروجكم من الأجهزة الأخرى.
account-tokens-end = ستفقد هذه البرامج الوصول إلى حسابكم:
account-tokens-keep = إبقاء وصولها
account-password-change = تغيير كلمة المرور
account-password-wrong = كلمة المرور الحالية غير صحيحة.
account-again-wrong = كلمة المرور الجديدة وتأكيدها غير متطابقين.

## A code after the password

account-second = التحقق بخطوتين (رمز عند الدخول)
account-second-on = مفعَّل منذ { $time }
account-second-off = غير مفعَّل
account-second-what = يعطي تطبيق مصادقة على هاتفكم رمزًا جديدًا كل ثلاثين ثانية. من دون هذا الرمز لا تكفي كلمة مرور مسروقة لفتح حسابكم.
account-second-begin = تفعيل التحقق بخطوتين
account-second-go-on = متابعة
account-second-type = أضيفوا هذا المفتاح إلى تطبيق المصادقة، ثم أدخلوا أول رمز يُظهره. يبقى المفتاح صالحًا خمس عشرة دقيقة.
account-second-open = فتح في التطبيق
account-second-first = الرمز الأول
account-second-confirm = تفعيل
account-second-cancel = إلغاء
account-second-end = إيقاف التحقق بخطوتين
account-code-title = رمز التحقق
account-code-heading = رمز التحقق من هاتفكم
account-code = رمز من ستة أرقام
account-code-rule = يتغيّر الرمز كل ثلاثين ثانية، ولا يُستعمل كل رمز إلا مرة واحدة.
account-code-wrong = هذا الرمز غير صالح أو سبق استعماله. أدخلوا الرمز الظاهر الآن في التطبيق.
account-code-lost = فقدتم الهاتف؟ يمكن لإدارة مبيت إيقاف الرمز.

## Where one is signed in

account-browsers = الأجهزة المتصلة بحسابكم
account-browser-unnamed = جهاز
account-browser-this = هذا الجهاز
account-browser-since = منذ { $time }
account-browser-seen = آخر نشاط: { $time }
account-everywhere-what = جهاز مفقود أو مجهول؟ غيّروا كلمة المرور أيضًا.
