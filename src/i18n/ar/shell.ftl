## What stands around every page

shell-skip = إلى المحتوى
shell-language = اللغة: العربية
shell-language-short = ع
shell-menu = القائمة
shell-pages = الصفحات
shell-sign-out = تسجيل الخروج
shell-sign-out-everywhere = تسجيل الخروج من كل الأجهزة
shell-home = صفحتي
shell-tab-ask = سرير
shell-tab-requests = طلباتنا
shell-tab-without = بلا سرير
shell-tab-shelter = أسرّتنا
shell-tab-board = اللوحة
shell-tab-map = الخريطة
shell-tab-gap = الفجوة
shell-tab-duty = المناوبة

## Why something was not done

shell-not-yours-title = هذه الصفحة ليست لكم
shell-not-yours-next = دوركم لا يتيح هذا. يمكن للقائم على مبيت تغييره.
shell-not-there-title = لا شيء هنا
shell-not-there-next = هذا غير موجود، أو ليس لكم.
shell-changed-title = تغيّر شيء في هذه الأثناء
shell-changed-next = لم يُنفَّذ شيء. عودوا إلى صفحتكم لتروا الوضع الآن.
shell-invalid-title = ينقص شيء
shell-invalid-next = لم يُنفَّذ شيء. عودوا إلى صفحتكم وأكملوا.

## Children, and what they need

shell-child-female =
    { $count ->
        [zero] فتاة، أقل من سنة
        [one] فتاة، سنة واحدة
        [two] فتاة، سنتان
        [few] فتاة، { $count } سنوات
        [many] فتاة، { $count } سنة
       *[other] فتاة، { $count } سنة
    }
shell-child-male =
    { $count ->
        [zero] فتى، أقل من سنة
        [one] فتى، سنة واحدة
        [two] فتى، سنتان
        [few] فتى، { $count } سنوات
        [many] فتى، { $count } سنة
       *[other] فتى، { $count } سنة
    }
shell-child-other =
    { $count ->
        [zero] طفل، أقل من سنة
        [one] طفل، سنة واحدة
        [two] طفل، سنتان
        [few] طفل، { $count } سنوات
        [many] طفل، { $count } سنة
       *[other] طفل، { $count } سنة
    }
shell-urgency-emergency = الليلة
shell-urgency-urgent = خلال 24 ساعة
shell-urgency-planned = خلال أسبوع
shell-need-wheelchair = كرسي متحرك
shell-need-infant-care = رعاية رضيع
shell-need-medical-care = رعاية طبية
shell-need-psychosocial-care = دعم نفسي اجتماعي
shell-need-pregnancy = حمل
shell-need-separate-room = غرفة منفصلة
shell-need-interpreter = ترجمة
shell-need-open-at-night = مفتوح ليلًا

shell-broken-title = «مبيت» لا يستجيب جيدًا الآن
shell-broken-next = أعيدوا المحاولة بعد لحظة. إن استمر ذلك فاتصلوا بالمراكز وبالتنسيق.
shell-broken-number = يُبلَّغ عنه بهذا الرقم: { $number }
shell-elsewhere-title = هذه الصفحة قديمة
shell-elsewhere-next = لم يتم شيء. أعيدوا تحميل الصفحة وحاولوا مرة أخرى.
shell-too-large-title = هذا أكثر مما يمكن إرساله دفعة واحدة
shell-too-large-next = لم يُنفَّذ شيء. عودوا وأرسلوا أقل من ذلك؛ يمكن إرسال اللائحة الطويلة على أجزاء.
shell-not-a-form-title = تعذّرت قراءة ما أُرسل
shell-not-a-form-next = لم يُنفَّذ شيء. افتحوا الصفحة من جديد وأرسلوا الاستمارة منها.
shell-bad-field-title = في إحدى الخانات علامة لا يمكن تسجيلها
shell-bad-field-next = لم يُنفَّذ شيء. عودوا واكتبوا الخانة من جديد في سطر واحد: لا تُقبل الأسطر الجديدة ولا علامات التحكم غير المرئية.
shell-too-many-title = إرسال كثير في وقت قصير
shell-too-many-next = لم يُنفَّذ شيء. أرسل حسابكم أشياء كثيرة في وقت قصير.
shell-too-many-wait =
    { $count ->
        [zero] أعيدوا المحاولة الآن.
        [one] انتظروا ثانية واحدة ثم أعيدوا المحاولة.
        [two] انتظروا ثانيتين ثم أعيدوا المحاولة.
        [few] انتظروا { $count } ثوانٍ ثم أعيدوا المحاولة.
        [many] انتظروا { $count } ثانية ثم أعيدوا المحاولة.
       *[other] انتظروا { $count } ثانية ثم أعيدوا المحاولة.
    }

## Clocks

shell-left = باقٍ { $m }:{ $s }
shell-left-hours = باقٍ { $h } س { $m } د
shell-left-none = انقضت المهلة
shell-for = { $m } د
shell-for-hours = { $h } س { $m } د

## What the scripts say

shell-net-live = مباشر
shell-net-waiting = جارٍ الاتصال…
shell-net-offline = بلا شبكة منذ { $time }
shell-net-read = بلا شبكة: هذه الصفحة من { $time }
shell-net-queued = بانتظار الإرسال: { $n }
shell-net-over = انتهت جلستكم. أعيدوا تحميل الصفحة لتسجيل الدخول.
shell-net-needed = لا شبكة: لم يُرسل شيء. اتصلوا هاتفيًا أو أعيدوا المحاولة لاحقًا.
shell-saving = جارٍ الحفظ…
shell-saved = حُفظ على الساعة { $time }
shell-waits = بانتظار الشبكة
shell-refused = لم يُقبل: { $reason }
shell-sent = أُرسل. عرض الجواب
shell-too-old = مضى عليه وقت طويل فلم يُرسل؛ أعيدوا الطلب
shell-forget = مسح
shell-sign-out-unsent = ما زال بانتظار الإرسال: { $n }. تسجيل الخروج يمسح كل شيء من هذا الهاتف. هل تتابعون؟
shell-sound-blocked = المسوا الصفحة مرة واحدة ليعمل الصوت.

shell-minutes = { $count } د
shell-hours = { $count } س
shell-days =
    { $count ->
        [one] يوم واحد
        [two] يومين
        [few] { $count } أيام
       *[other] { $count } يومًا
    }

## Who is alerted

shell-level-city = تنسيق { $name }
shell-level-region = تنسيق الجهة، { $name }
shell-level-some-region = تنسيق الجهة
shell-level-national = التنسيق الوطني
