## A shelter, for whoever looks for a bed

shelters-km = { $count } كلم
shelters-from-centre =
    { $count ->
        [zero] في وسط المدينة
       *[other] { $count } كلم من وسط المدينة
    }
shelters-same-city = المدينة نفسها
shelters-free =
    { $count ->
        [zero] ممتلئ
        [one] سرير شاغر
        [two] سريران شاغران
        [few] { $count } أسرّة شاغرة
        [many] { $count } سريرًا شاغرًا
       *[other] { $count } سرير شاغر
    }
shelters-takes-girls =
    { $max ->
        [zero] بنات، أقل من سنة
        [one] بنات من { $min } إلى سنة واحدة
        [two] بنات من { $min } إلى سنتين
        [few] بنات من { $min } إلى { $max } سنوات
        [many] بنات من { $min } إلى { $max } سنة
       *[other] بنات من { $min } إلى { $max } سنة
    }
shelters-takes-boys =
    { $max ->
        [zero] أولاد، أقل من سنة
        [one] أولاد من { $min } إلى سنة واحدة
        [two] أولاد من { $min } إلى سنتين
        [few] أولاد من { $min } إلى { $max } سنوات
        [many] أولاد من { $min } إلى { $max } سنة
       *[other] أولاد من { $min } إلى { $max } سنة
    }
shelters-takes-all =
    { $max ->
        [zero] بنات وأولاد، أقل من سنة
        [one] بنات وأولاد من { $min } إلى سنة واحدة
        [two] بنات وأولاد من { $min } إلى سنتين
        [few] بنات وأولاد من { $min } إلى { $max } سنوات
        [many] بنات وأولاد من { $min } إلى { $max } سنة
       *[other] بنات وأولاد من { $min } إلى { $max } سنة
    }
shelters-counted = آخر عدّ منذ { $ago }

## Why this one

shelters-near = القرب
shelters-fits = الملاءمة
shelters-room = الأماكن المتبقية
shelters-fresh = تاريخ آخر عدّ
shelters-answers = سرعة الجواب
shelters-answers-of-ten = { $count } من 10 في الوقت المحدد

## Why not

shelters-girls-only = للبنات فقط
shelters-boys-only = للأولاد فقط
shelters-ages =
    { $max ->
        [zero] يستقبل الأقل من سنة
        [one] يستقبل من { $min } إلى سنة واحدة
        [two] يستقبل من { $min } إلى سنتين
        [few] يستقبل من { $min } إلى { $max } سنوات
        [many] يستقبل من { $min } إلى { $max } سنة
       *[other] يستقبل من { $min } إلى { $max } سنة
    }
shelters-other-ages = يستقبل أعمارًا أخرى
shelters-full = ممتلئ
shelters-no-beds-posted = لم يصرِّح بأي سرير
shelters-closed = مغلق حاليًا
shelters-stale = آخر عدّ منذ { $age }: اتصلوا بالمركز
shelters-stale-somehow = آخر عدّ قديم جدًا: اتصلوا بالمركز
shelters-too-far = بعيد جدًا
shelters-missing-need = لا يستطيع تلبية كل الاحتياجات
shelters-asked-before = سُئل من قبل عن هذا الطلب
shelters-not-together = لا أسرّة كافية ليبقى الأطفال معًا

## A bed given on purpose to a child it is not meant for

shelters-given-on-purpose = سرير مخصص لفئة: { $takes }؛ وقد خصصه فريق التنسيق لهذا الطلب عن قصد
