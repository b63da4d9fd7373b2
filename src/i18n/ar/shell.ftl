## What stands around every page

shell-skip = إلى المحتوى
shell-demo = نسخة للعرض: كل المراكز والأسرّة والطلبات هنا وهمية. لا تطلبوا هنا سريرًا يحتاجه طفل.
shell-language = اللغة: العربية
shell-language-short = ع
shell-menu = القائمة
shell-pages = الصفحات
shell-sign-out = تسجيل الخروج
shell-sign-out-everywhere = تسجيل الخروج من كل الأجهزة
shell-home = صفحتي
shell-as-of = الوضع في { $time }
shell-tab-ask = طلب سرير
shell-tab-requests = طلباتنا
shell-tab-without = بلا سرير
shell-tab-all-requests = الطلبات
shell-tab-shelter = أسرّتنا
shell-tab-board = كل الأسرّة
shell-tab-map = الخريطة
shell-tab-gap = الحصيلة
shell-tab-duty = المناوبة

## Lists of requests

shell-reference = مرجع الطلب
shell-reference-find = بحث
shell-reference-wrong = يتكوّن المرجع من ثمانية حروف وأرقام، مثل K7Q2-M9XD.
shell-reference-unknown = لا يوجد طلب بهذا المرجع بين الطلبات التي يمكنكم الاطلاع عليها.
shell-older = الأقدم
shell-newest = الأحدث
shell-first = الصفحة الأولى

## Why something was not done

shell-not-yours-title = هذه الصفحة ليست لكم
shell-not-yours-next = دوركم لا يتيح هذا. يمكن لإدارة مبيت تغييره.
shell-not-there-title = الصفحة غير موجودة
shell-not-there-next = ربما تغيّر العنوان، أو أن الصفحة ليست متاحة لكم.
shell-changed-title = تغيّر شيء في هذه الأثناء
shell-changed-next = لم يُنفَّذ شيء. عودوا إلى صفحتكم لتروا الوضع الآن.
shell-invalid-title = ينقص شيء
shell-invalid-next = لم يُنفَّذ شيء. عودوا إلى صفحتكم وأكملوا ما ينقص.

## What was just done, and can be undone

shell-undo = تراجع
shell-done-accepted = تم تأكيد الاستقبال
shell-done-arrived = تم تأكيد الوصول
shell-done-no-show = سُجِّل: لم يحضر أحد
shell-done-departed = سُجِّلت المغادرة
shell-done-undone = تم التراجع

## Children, and what they need

shell-child-female =
    { $count ->
        [zero] بنت، أقل من سنة
        [one] بنت، سنة واحدة
        [two] بنت، سنتان
        [few] بنت، { $count } سنوات
        [many] بنت، { $count } سنة
       *[other] بنت، { $count } سنة
    }
shell-child-male =
    { $count ->
        [zero] ولد، أقل من سنة
        [one] ولد، سنة واحدة
        [two] ولد، سنتان
        [few] ولد، { $count } سنوات
        [many] ولد، { $count } سنة
       *[other] ولد، { $count } سنة
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
shell-need-pregnancy = رعاية الحوامل
shell-need-separate-room = غرفة منفصلة
shell-need-interpreter = مترجم شفوي
shell-need-open-at-night = استقبال ليلي

shell-broken-title = يواجه «مبيت» مشكلة الآن
shell-broken-next = أعيدوا المحاولة بعد لحظة. إن استمر ذلك فاتصلوا بالمراكز وبفريق التنسيق.
shell-broken-number = يُبلَّغ عن المشكلة بهذا الرقم: { $number }
shell-elsewhere-title = انتهت صلاحية هذه الصفحة
shell-elsewhere-next = لم يُنفَّذ شيء. أعيدوا تحميل الصفحة وحاولوا مرة أخرى.
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

shell-left = المتبقي { "\u2066" }{ $m }:{ $s }{ "\u2069" }
shell-left-hours = المتبقي { $h } سا { $m } دق
shell-left-none = انقضت المهلة
shell-for = { $m } دق
shell-for-hours = { $h } سا { $m } دق

## What the scripts say

shell-net-live = مباشر
shell-net-waiting = جارٍ الاتصال…
shell-net-offline = بلا شبكة منذ { $time }
shell-net-read = بلا شبكة: هذه الصفحة من الساعة { $time }
shell-net-queued = في انتظار الإرسال: { $n }
shell-net-over = انتهت جلستكم.
shell-net-needed = لا شبكة: لم يُرسل شيء. اتصلوا هاتفيًا أو أعيدوا المحاولة لاحقًا.
shell-sending = جارٍ الإرسال…
shell-saving = جارٍ الحفظ…
shell-saved = حُفظ على الساعة { $time }
shell-waits = في انتظار الشبكة
shell-refused = لم يُقبل: { $reason }
shell-sent = تم الإرسال. الاطلاع على الجواب
shell-too-old = مضى عليه وقت طويل فلم يُرسل؛ أعيدوا الطلب
shell-forget = مسح
shell-sign-out-unsent = ما زال في انتظار الإرسال: { $n }. تسجيل الخروج يمسح كل شيء من هذا الهاتف. هل تتابعون؟
shell-sound-blocked = المسوا الشاشة مرة واحدة لتشغيل الصوت.
shell-sound-on = يرنّ كل 20 ثانية ما دام هناك طلب في الانتظار وبقيت هذه الصفحة مفتوحة.
shell-sound-none = هذا المتصفح لا يستطيع الرنين: أبقوا هذه الصفحة أمامكم.
shell-missing = هذه الخانة ضرورية.
shell-range = اكتبوا عددًا صحيحًا من { $min } إلى { $max }.
shell-unfit = تعذّرت قراءة هذه الخانة: تحققوا منها.

shell-minutes =
    { $count ->
        [zero] أقل من دقيقة
        [one] دقيقة واحدة
        [two] دقيقتين
        [few] { $count } دقائق
        [many] { $count } دقيقة
       *[other] { $count } دقيقة
    }
shell-hours =
    { $count ->
        [zero] أقل من ساعة
        [one] ساعة واحدة
        [two] ساعتين
        [few] { $count } ساعات
        [many] { $count } ساعة
       *[other] { $count } ساعة
    }
shell-days =
    { $count ->
        [zero] أقل من يوم
        [one] يوم واحد
        [two] يومين
        [few] { $count } أيام
        [many] { $count } يومًا
       *[other] { $count } يوم
    }

## Who is alerted

shell-level-city = فريق التنسيق، { $name }
shell-level-region = فريق التنسيق الجهوي، { $name }
shell-level-some-region = فريق التنسيق الجهوي
shell-level-national = فريق التنسيق الوطني
