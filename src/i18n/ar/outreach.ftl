## Who needs a bed?

outreach-title = إيجاد سرير
outreach-heading = من يحتاج إلى سرير؟
outreach-city = المدينة
outreach-city-wrong = المدينة التي يوجد فيها الأطفال
outreach-child = الطفل
outreach-age = العمر
outreach-age-of = عمر الطفل { $count }
outreach-age-wrong = العمر بالسنوات، من 0 إلى 120. يكفي التقدير.
outreach-guess = العمر تقديري
outreach-girl = فتاة
outreach-boy = فتى
outreach-other = غير ذلك
outreach-gender-of = فتاة أو فتى أو غير ذلك، للطفل { $count }
outreach-gender-wrong = اختاروا: فتاة أو فتى أو غير ذلك.
outreach-add = أخ أو أخت
outreach-remove = حذف
outreach-when = متى
outreach-needs = الاحتياجات
outreach-if-any = إن وُجدت
outreach-find = إيجاد سرير
outreach-wrong = ما زال جواب ناقصًا
outreach-queued = طلب سرير من الساعة { $time }

## What became of it

outreach-offered-heading = وُعد بسرير
outreach-accepted-heading = إنهم في انتظاركم
outreach-asked-heading = هل وصل الطفل؟
outreach-placed-heading = وصل الطفل
outreach-missing-heading = لم يصل ولا خبر عنه
outreach-waiting-heading = لا سرير شاغر الآن
outreach-ended-heading = انتهى هذا الطلب
outreach-promised-until = موعود حتى
outreach-waiting-yes = ننتظر موافقتهم. يمكنكم الانطلاق الآن.
outreach-at-the-door = عند الباب قولوا:
outreach-stays-yours = السرير لكم.
outreach-asked-until = يبقى السرير موعودًا. إن لم يصل رد نُبِّه التنسيق على الساعة
outreach-call = اتصال
outreach-way = الطريق
outreach-why = لماذا هذا المركز
outreach-criterion = المعيار
outreach-finding = الحال
outreach-share = النسبة
outreach-others = مراكز أخرى: لماذا لا ({ $count })
outreach-without-for = بلا سرير منذ
outreach-not-alone = لستم وحدكم
outreach-alerted = نُبِّه على الساعة
outreach-nobody-there = لا مناوب، انتقل التنبيه فورًا إلى المرحلة التالية
outreach-cared-until = التنسيق يتكفل به حتى
outreach-waiting-next = ما إن يشغر سرير حتى يُوعد لكم وتُظهره هذه الصفحة.
outreach-missing-next = أخبرونا هنا حالما يعود الطفل إليكم: يُبحث عن سرير فورًا.
outreach-worth-a-call = تستحق الاتصال، الأقرب إلى الحل أولًا
outreach-history = السجل
outreach-arrived = وصل الطفل
outreach-still-coming = ما زال في الطريق
outreach-lost-contact = انقطع الاتصال
outreach-not-needed = لم يعد السرير لازمًا
outreach-found = عاد الطفل إلينا

## All requests

outreach-requests-title = طلباتنا
outreach-open = جارية
outreach-ended = منتهية
outreach-none-open = ستظهر هنا طلباتكم الجارية حالما تبحثون عن سرير.
outreach-ask-for-one = طلب سرير
outreach-say-list = تغيّر أحد الطلبات.
outreach-state-waiting = لا سرير بعد
outreach-state-offered = موعود، ننتظر الموافقة
outreach-state-accepted = وافق المركز
outreach-state-placed = وصل
outreach-state-missing = لم يصل ولا خبر عنه
outreach-state-withdrawn = لم يعد لازمًا
outreach-state-closed = أغلقه التنسيق
