## One's own account

account-title = حسابي
account-settings = اللغة والبريد
account-locale = اللغة
account-mail-offers = رسالة بريد لكل عرض
account-save = حفظ
account-done-settings = تم الحفظ.
account-done-password = تغيّرت كلمة المرور. خرجت أجهزتكم الأخرى.
account-done-code-on = من الآن يُطلب رمز بعد كلمة المرور.
account-done-code-off = لن يُطلب منكم رمز بعد الآن.

## The password

account-password = كلمة المرور
account-password-old = كلمة المرور الحالية
account-password-new = كلمة المرور الجديدة
account-password-again = الجديدة مرة أخرى
account-password-others = ستخرج أجهزتكم الأخرى.
account-tokens-end = ستفقد هذه البرامج الوصول إلى حسابكم:
account-tokens-keep = إبقاء وصولها
account-password-change = تغيير كلمة المرور
account-password-wrong = ليست هذه كلمة المرور الحالية.
account-again-wrong = كلمتا المرور الجديدتان مختلفتان.

## A code after the password

account-second = رمز عند الدخول
account-second-on = منذ { $time }
account-second-off = غير مطلوب
account-second-what = يعطي تطبيق مصادقة على هاتفكم رمزًا جديدًا كل ثلاثين ثانية. من دونه لا تفتح كلمة مرور مسروقة شيئًا.
account-second-begin = طلب رمز
account-second-go-on = متابعة
account-second-type = أضيفوا هذا المفتاح إلى تطبيق المصادقة، ثم أدخلوا أول رمز يظهره. يبقى المفتاح ربع ساعة.
account-second-open = فتح في التطبيق
account-second-first = الرمز الأول
account-second-confirm = تفعيل
account-second-cancel = تراجع
account-second-end = عدم طلب رمز بعد الآن
account-code-title = الرمز
account-code-heading = الرمز من هاتفكم
account-code = رمز من ستة أرقام
account-code-rule = يتغيّر كل ثلاثين ثانية، ويصلح كل رمز مرة واحدة.
account-code-wrong = هذا الرمز غير صالح أو سبق استعماله. أدخلوا الذي يظهر الآن في التطبيق.
account-code-lost = فُقد الهاتف؟ يمكن للقائم على مبيت رفع الرمز.

## Where one is signed in

account-browsers = أين أنتم داخلون
account-browser-unnamed = جهاز
account-browser-this = هذا الجهاز
account-browser-since = منذ { $time }
account-browser-seen = آخر ظهور { $time }
account-everywhere-what = جهاز مفقود أو مجهول؟ غيّروا كلمة المرور أيضًا.
