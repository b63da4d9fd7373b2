## Days, months, lengths of time

wording-minutes = { $m } min
wording-hours = { $h } h { $m }
wording-weekday =
    { $day ->
        [0] lun.
        [1] mar.
        [2] mer.
        [3] jeu.
        [4] ven.
        [5] sam.
       *[6] dim.
    }
wording-month =
    { $month ->
        [1] janv.
        [2] févr.
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juil.
        [8] août
        [9] sept.
        [10] oct.
        [11] nov.
       *[12] déc.
    }
wording-date = { $weekday } { $day } { $month }
