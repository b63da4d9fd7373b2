## Days, months, lengths of time

wording-minutes = { $m } min
wording-hours = { $h } h { $m } min
wording-weekday =
    { $day ->
        [0] Mon
        [1] Tue
        [2] Wed
        [3] Thu
        [4] Fri
        [5] Sat
       *[6] Sun
    }
wording-month =
    { $month ->
        [1] Jan
        [2] Feb
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] Aug
        [9] Sept
        [10] Oct
        [11] Nov
       *[12] Dec
    }
wording-date = { $weekday } { $day } { $month }
