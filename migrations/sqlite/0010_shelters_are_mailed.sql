-- A shelter that does not look at its page learns of an offer by mail. Until now nobody was mailed
-- without asking for it, so that "no" stood in every account; from now on a shelter account is
-- mailed unless it says otherwise.
UPDATE account SET mail_offers = TRUE WHERE roles LIKE '%"shelter"%';
