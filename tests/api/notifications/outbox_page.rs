//! The administrators' page of mails, without a script.

use crate::support::browser::{admin, page};
use crate::support::{App, ask, girl, on_both};

on_both!(mail_that_was_refused_is_shown_with_its_reason);

async fn mail_that_was_refused_is_shown_with_its_reason(app: App) {
    let browser = admin(&app).await;
    assert!(page(&browser, "/admin/mails").await.contains("Aucun e-mail."));
    app.outreach("nador").asks(&ask("ouarzazate", [girl(14)])).await;
    app.advance(90).await;
    assert!(!app.new_mails().is_empty());
    assert!(page(&browser, "/admin/mails?state=sent").await.contains("Alerte"));
    app.database
        .behind_its_back(
            "UPDATE outbox SET sent_at = NULL, refused_at = created_at, \
             last_error = '550 <b>no such mailbox</b>' WHERE kind = 'escalation'",
        )
        .await;
    let shown = page(&browser, "/admin/mails").await;
    for words in
        ["national@mabit.example", "Alerte\u{a0}: un enfant sans lit", "550 &#60;b&#62;no such"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(!shown.contains("girl") && !shown.contains("Ouarzazate"), "{shown}");
    assert!(page(&browser, "/admin").await.contains("href=\"/admin/mails\">Voir les e-mails"));
}
