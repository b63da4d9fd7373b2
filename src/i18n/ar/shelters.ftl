## A shelter, for whoever looks for a bed

shelters-km = { $count } كلم
shelters-same-city = المدينة نفسها، { $km }
shelters-free =
    { $count ->
        [0] ممتلئ
        [one] سرير شاغر
        [two] سريران شاغران
        [few] { $count } أسرّة شاغرة
       *[other] { $count } سريرًا شاغرًا
    }
shelters-takes-girls =
    { $max ->
        [few] فتيات من { $min } إلى { $max } سنوات
       *[other] فتيات من { $min } إلى { $max } سنة
    }
shelters-takes-boys =
    { $max ->
        [few] فتيان من { $min } إلى { $max } سنوات
       *[other] فتيان من { $min } إلى { $max } سنة
    }
shelters-takes-all =
    { $max ->
        [few] فتيات وفتيان من { $min } إلى { $max } سنوات
       *[other] فتيات وفتيان من { $min } إلى { $max } سنة
    }
shelters-counted = عُدّت قبل { $ago }

## Why this one

shelters-near = القرب
shelters-fits = الملاءمة
shelters-room = المتسع
shelters-fresh = حداثة العدد
shelters-answers = سرعة الجواب
shelters-answers-of-ten = { $count } من 10 في الوقت

## Why not

shelters-girls-only = للفتيات فقط
shelters-boys-only = للفتيان فقط
shelters-ages =
    { $max ->
        [few] يستقبل من { $min } إلى { $max } سنوات
       *[other] يستقبل من { $min } إلى { $max } سنة
    }
shelters-other-ages = يستقبل أعمارًا أخرى
shelters-full = ممتلئ
shelters-no-beds-posted = لا أسرّة معلنة
shelters-closed = مغلق حاليًا
shelters-stale = العدد عمره { $age }: اتصلوا بهم
shelters-stale-somehow = العدد قديم جدًا: اتصلوا بهم
shelters-too-far = بعيد جدًا
shelters-missing-need = لا يستطيع تلبية كل الاحتياجات
shelters-asked-before = سُئل من قبل عن هذا الطلب
shelters-not-together = لا أسرّة كافية ليبقوا معًا

## A bed given on purpose to a child it is not meant for

shelters-given-on-purpose = سرير مخصص لفئة: { $takes }؛ وقد خصصه التنسيق هنا عن قصد
