## Who needs a bed?

outreach-title = البحث عن سرير
outreach-heading = من يحتاج إلى سرير؟
outreach-city = المدينة
outreach-city-wrong = اختاروا المدينة التي يوجد فيها الأطفال.
outreach-child = الطفل
outreach-age = العمر
outreach-age-of = عمر الطفل رقم { $count }
outreach-age-wrong = العمر بالسنوات، من 0 إلى 120. يكفي التقدير.
outreach-guess = العمر تقديري
outreach-girl = بنت
outreach-boy = ولد
outreach-other = غير ذلك
outreach-gender-of = بنت أو ولد أو غير ذلك، للطفل رقم { $count }
outreach-gender-wrong = اختاروا: بنت أو ولد أو غير ذلك.
outreach-add = إضافة أخ أو أخت
outreach-remove = حذف
outreach-when = متى يلزم السرير؟
outreach-needs = الاحتياجات
outreach-if-any = إن وُجدت
outreach-more = معلومات إضافية
outreach-case-ref = رقم الملف لدى الجمعية
outreach-case-ref-rule = حروف لاتينية وأرقام والرموز . _ / - فقط؛ ولا يُكتب أي اسم.
outreach-case-ref-wrong = لا يتضمن رقم الملف إلا حروفًا لاتينية وأرقامًا والرموز . _ / -
outreach-max-km = أقصى مسافة بالكيلومتر
outreach-max-km-wrong = مسافة بالكيلومتر، مثل 60.
outreach-find = البحث عن سرير
outreach-wrong = ينقص جواب
outreach-queued = طلب سرير، الساعة { $time }
outreach-open-count =
    { $count ->
        [zero] لا طلب جارٍ
        [one] طلب واحد جارٍ
        [two] طلبان جاريان
        [few] { $count } طلبات جارية
        [many] { $count } طلبًا جاريًا
       *[other] { $count } طلب جارٍ
    }

## What became of it

outreach-offered-heading = حُجز سرير
outreach-accepted-heading = المركز في انتظاركم
outreach-asked-heading = هل تم الوصول؟
outreach-placed-heading = تم الوصول
outreach-missing-heading = لا أخبار عن الطفل
outreach-waiting-heading = لا يوجد سرير شاغر حاليًا
outreach-ended-heading = انتهى هذا الطلب
outreach-promised-until = محجوز حتى
outreach-waiting-yes = في انتظار موافقة المركز. اتصلوا به قبل الانطلاق: { $phone }
outreach-waiting-yes-no-number = في انتظار موافقة المركز. رقم هاتفه غير مسجَّل: اتصلوا بفريق التنسيق قبل الانطلاق.
outreach-at-the-door = عند الوصول أعطوا مرجع الطلب:
outreach-stays-yours = السرير محجوز لكم.
outreach-asked-until = يبقى السرير محجوزًا. إن لم يصل جواب يُنبَّه فريق التنسيق على الساعة
outreach-call = الاتصال بـ { $name }
outreach-way = مسار الوصول
outreach-map = خريطة على الويب
outreach-message = إرسال هذه المعلومات برسالة نصية
outreach-why = لماذا هذا المركز
outreach-criterion = المعيار
outreach-finding = المعطى
outreach-share = النسبة
outreach-others = مراكز أخرى وسبب عدم ملاءمتها ({ $count })
outreach-without-for = بلا سرير منذ
outreach-told = تم تنبيه فريق التنسيق
outreach-nobody-told = تعذّر تنبيه أي شخص: اتصلوا بالمراكز
outreach-will-be-told = من سيتم تنبيههم
outreach-alerted = { $who }: نُبِّه على الساعة { $time }
outreach-nobody-there = { $who }: لا أحد في المناوبة؛ نُبِّه المستوى التالي فورًا
outreach-alerted-next = { $who }: على الساعة { $time }
outreach-alerting = { $who }: التنبيه جارٍ الآن
outreach-alert-goes = التنبيه جارٍ الآن
outreach-cared-until = يتكفل به فريق التنسيق حتى
outreach-waiting-next = حالما يشغر سرير مناسب يُحجز لكم ويظهر في هذه الصفحة.
outreach-missing-next = أخبرونا هنا حالما يعود الطفل إليكم: يُبحث عن سرير فورًا.
outreach-worth-a-call = مراكز يُستحسن الاتصال بها، الأقرب إلى الملاءمة أولًا
outreach-coordinators = الاتصال بفريق التنسيق
outreach-coordinator = فريق التنسيق
outreach-history = سجل الطلب
outreach-arrived = تم الوصول
outreach-still-coming = ما زال الوصول منتظرًا
outreach-lost-contact = انقطع التواصل مع الطفل
outreach-not-needed = لم نعد بحاجة إلى سرير
outreach-found = الطفل معنا من جديد

## All requests

outreach-requests-title = طلباتنا
outreach-open = جارية
outreach-ended = منتهية
outreach-none-open = ستظهر هنا طلباتكم الجارية حالما تبحثون عن سرير.
outreach-ask-for-one = طلب سرير
outreach-ask-again = إعادة هذا الطلب
outreach-say-list = تغيّر أحد الطلبات.
outreach-state-waiting = لم يُعثر على سرير بعد
outreach-state-offered = محجوز، في انتظار موافقة المركز
outreach-state-accepted = وافق المركز
outreach-state-placed = تم الوصول
outreach-state-missing = لا أخبار
outreach-state-withdrawn = لم تعد هناك حاجة إلى سرير
outreach-state-closed = أغلقه فريق التنسيق
