//! The API under `/api/v1`: a file for each resource, each with its descriptions.

pub mod beds;
mod callers;
pub mod cities;
pub mod duty;
pub mod escalations;
pub mod events;
pub mod mails;
pub mod offers;
pub mod policies;
pub mod reports;
pub mod requests;
pub mod setup;
pub mod users;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Http;

/// Every endpoint, without the prefix.
pub fn router() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(cities::list))
        .routes(routes!(cities::regions))
        .routes(routes!(setup::list_partners, setup::create_partner))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::me, users::change_me))
        .routes(routes!(users::change))
        .routes(routes!(users::tokens))
        .routes(routes!(users::revoke_token))
        .routes(routes!(setup::create_shelter))
        .routes(routes!(setup::change_shelter))
        .routes(routes!(setup::create_pool))
        .routes(routes!(beds::pool, setup::change_pool))
        .routes(routes!(beds::report))
        .routes(routes!(beds::report_many))
        .routes(routes!(beds::board))
        .routes(routes!(events::events))
        .routes(routes!(requests::list, requests::create))
        .routes(routes!(requests::rank))
        .routes(routes!(requests::get))
        .routes(routes!(requests::matches))
        .routes(routes!(requests::history))
        .routes(routes!(requests::withdraw))
        .routes(routes!(requests::close))
        .routes(routes!(requests::found))
        .routes(routes!(requests::acknowledge))
        .routes(routes!(requests::hand_over))
        .routes(routes!(requests::escalate))
        .routes(routes!(requests::offer_by_hand))
        .routes(routes!(offers::list))
        .routes(routes!(offers::get))
        .routes(routes!(offers::accept))
        .routes(routes!(offers::decline))
        .routes(routes!(offers::arrive))
        .routes(routes!(offers::on_the_way))
        .routes(routes!(offers::no_show))
        .routes(routes!(offers::depart))
        .routes(routes!(escalations::list))
        .routes(routes!(escalations::silent_shelters))
        .routes(routes!(policies::list))
        .routes(routes!(policies::versions, policies::set))
        .routes(routes!(duty::plan))
        .routes(routes!(duty::gaps))
        .routes(routes!(duty::add_shift))
        .routes(routes!(duty::remove_shift))
        .routes(routes!(duty::add_exception))
        .routes(routes!(duty::remove_exception))
        .routes(routes!(mails::list))
        .routes(routes!(reports::gap))
}
