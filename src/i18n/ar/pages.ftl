### الصفحات

pages-link-title = اختر كلمة المرور
pages-link-first-admin = إنشاء أول حساب للإدارة
pages-link-email = البريد الإلكتروني
pages-link-password = كلمة المرور
pages-link-password-rule = عشرة أحرف على الأقل. جملة لا يعرفها غيرك اختيار جيد.
pages-link-save = حفظ
pages-link-done = تم حفظ كلمة المرور.
pages-link-ends = ستخرج أجهزتكم وتُلغى رموز وصول برامجكم.
pages-link-ended = خرجت أجهزتكم وأُلغيت رموز وصول برامجكم.
pages-link-gone = هذا الرابط لم يعد صالحًا.
pages-link-gone-next = سبق استعماله أو انتهت مدته. اطلب رابطًا جديدًا ممن يدير «مبيت».
pages-link-bad-password = يجب أن تتكون كلمة المرور من 10 أحرف إلى 200 حرف، بلا علامات جدولة ولا أسطر جديدة.
pages-link-bad-email = اكتب عنوان بريد إلكتروني صحيحًا.
pages-link-email-taken = يوجد حساب بهذا العنوان.

pages-counts-title = كم سريرًا شاغرًا لديكم؟
pages-counts-done = شكرًا. الأعداد محدَّثة.
pages-counts-gone-next = يمكنكم إدخال الأعداد بعد تسجيل الدخول.
pages-counts-rule = عدّوا الأسرّة الفارغة الآن، بما فيها الموعود بها لطفل.
pages-counts-limit = عدد صحيح من 0 إلى { $capacity }.
pages-counts-send = إرسال الأعداد

pages-sign-in-title = تسجيل الدخول
pages-sign-in-wrong = العنوان أو كلمة المرور غير صحيحة. حاولوا مرة أخرى.
pages-sign-in-too-many = فشلت محاولات كثيرة. حاولوا مرة أخرى بعد { $count ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $count } دقائق
   *[other] { $count } دقيقة
}.
pages-sign-in-too-many-hours = فشلت محاولات كثيرة. حاولوا مرة أخرى بعد { $count ->
    [one] ساعة واحدة
    [two] ساعتين
    [few] { $count } ساعات
   *[other] { $count } ساعة
}. يمكن للقائم على مبيت رفع الرمز.
pages-sign-in-busy = يسجّل كثيرون الدخول في هذه اللحظة. حاولوا مرة أخرى بعد ثوانٍ.
pages-sign-in-address = عنوان مبيت هو { $url }.
pages-sign-in-dropped = كلمة المرور صحيحة، لكن المتصفح لم يحتفظ بالدخول لأن { $url } ليس عنوانًا آمنًا (https). أخبروا القائم على مبيت.
pages-sign-in-not-here = كلمة المرور صحيحة، لكن المتصفح لم يحتفظ بالدخول. افتحوا مبيت على العنوان { $url } واقبلوا ملفات تعريف الارتباط (cookies).
pages-sign-in-go = دخول
pages-sign-in-heading = سرير لهذه الليلة
pages-sign-in-who = هنا تسجّل فرق الشارع والمراكز والمنسقية دخولها.
pages-sign-in-forgotten = نسيتم كلمة المرور؟ يمكن للقائم على مبيت إرسال رابط إليكم.
