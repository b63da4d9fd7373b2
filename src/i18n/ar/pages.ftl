### الصفحات

pages-link-title = اختر كلمة المرور
pages-link-first-admin = إنشاء أول حساب للإدارة
pages-link-email = البريد الإلكتروني
pages-link-password = كلمة المرور
pages-link-password-rule = عشرة أحرف على الأقل. جملة لا يعرفها غيرك اختيار جيد.
pages-link-save = حفظ
pages-link-done = تم حفظ كلمة المرور.
pages-link-gone = هذا الرابط لم يعد صالحًا.
pages-link-gone-next = سبق استعماله أو انتهت مدته. اطلب رابطًا جديدًا ممن يدير «مبيت».
pages-link-bad-password = يجب أن تتكون كلمة المرور من 10 أحرف إلى 200 حرف.
pages-link-bad-email = اكتب عنوان بريد إلكتروني صحيحًا.
pages-link-email-taken = يوجد حساب بهذا العنوان.

pages-counts-title = كم سريرًا شاغرًا لديكم؟
pages-counts-done = شكرًا. الأعداد محدَّثة.
pages-counts-gone-next = يمكنكم إدخال الأعداد بعد تسجيل الدخول.
pages-counts-rule = عدّوا الأسرّة الفارغة الآن، بما فيها الموعود بها لطفل.
pages-counts-limit = عدد صحيح من 0 إلى { $capacity }.
pages-counts-meanwhile =
    { $count ->
        [zero] عدد أحدث ({ $time }): لا سرير شاغر. لم يُحفظ شيء. إن كان عددكم صحيحًا فأرسلوه مرة أخرى.
        [one] عدد أحدث ({ $time }): سرير شاغر واحد. لم يُحفظ شيء. إن كان عددكم صحيحًا فأرسلوه مرة أخرى.
        [two] عدد أحدث ({ $time }): سريران شاغران. لم يُحفظ شيء. إن كان عددكم صحيحًا فأرسلوه مرة أخرى.
        [few] عدد أحدث ({ $time }): { $count } أسرّة شاغرة. لم يُحفظ شيء. إن كان عددكم صحيحًا فأرسلوه مرة أخرى.
        [many] عدد أحدث ({ $time }): { $count } سريرًا شاغرًا. لم يُحفظ شيء. إن كان عددكم صحيحًا فأرسلوه مرة أخرى.
       *[other] عدد أحدث ({ $time }): { $count } سرير شاغر. لم يُحفظ شيء. إن كان عددكم صحيحًا فأرسلوه مرة أخرى.
    }
pages-counts-send = إرسال الأعداد

pages-sign-in-title = تسجيل الدخول
pages-sign-in-wrong = العنوان أو كلمة المرور غير صحيحة. حاولوا مرة أخرى.
pages-sign-in-too-many = فشلت محاولات كثيرة. انتظروا ربع ساعة ثم حاولوا مرة أخرى.
pages-sign-in-go = دخول
pages-sign-in-heading = سرير لهذه الليلة
pages-sign-in-who = هنا تسجّل فرق الشارع والمراكز والمنسقية دخولها.
pages-sign-in-forgotten = نسيتم كلمة المرور؟ يمكن للقائم على مبيت إرسال رابط إليكم.
