//! The HTTP API under `/api/v1`, by subject: each endpoint is a handler that calls one use case of
//! `services`, with its OpenAPI description.

pub mod duty;
pub mod escalation;
pub mod events;
pub mod identity;
pub mod notifications;
pub mod placement;
pub mod reports;
pub mod shelters;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Http;

/// Every endpoint, without the prefix `/api/v1`.
pub fn router() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(shelters::cities::list_cities))
        .routes(routes!(shelters::cities::list_regions))
        .routes(routes!(shelters::setup::list_partners, shelters::setup::create_partner))
        .routes(routes!(shelters::setup::change_partner))
        .routes(routes!(identity::list_users, identity::create_user))
        .routes(routes!(identity::own_account, identity::change_own_account))
        .routes(routes!(identity::change_user))
        .routes(routes!(identity::forgotten_password))
        .routes(routes!(identity::list_tokens))
        .routes(routes!(identity::revoke_token))
        .routes(routes!(shelters::setup::create_shelter))
        .routes(routes!(shelters::setup::change_shelter))
        .routes(routes!(shelters::setup::create_pool))
        .routes(routes!(shelters::availability::get_pool, shelters::setup::change_pool))
        .routes(routes!(shelters::availability::report_count))
        .routes(routes!(shelters::availability::report_counts))
        .routes(routes!(shelters::availability::get_board))
        .routes(routes!(events::stream))
        .routes(routes!(placement::requests::list, placement::requests::create))
        .routes(routes!(placement::requests::rank_unstored))
        .routes(routes!(placement::requests::get))
        .routes(routes!(placement::requests::rank_stored))
        .routes(routes!(placement::requests::history))
        .routes(routes!(placement::requests::withdraw))
        .routes(routes!(placement::requests::close))
        .routes(routes!(placement::requests::child_lost))
        .routes(routes!(placement::requests::child_found))
        .routes(routes!(placement::requests::reopen))
        .routes(routes!(placement::requests::acknowledge))
        .routes(routes!(placement::requests::hand_over))
        .routes(routes!(placement::requests::escalate))
        .routes(routes!(placement::requests::offer_by_hand))
        .routes(routes!(placement::offers::list))
        .routes(routes!(placement::offers::get))
        .routes(routes!(placement::offers::accept))
        .routes(routes!(placement::offers::decline))
        .routes(routes!(placement::offers::undo))
        .routes(routes!(placement::offers::arrive))
        .routes(routes!(placement::offers::on_the_way))
        .routes(routes!(placement::offers::no_show))
        .routes(routes!(placement::offers::depart))
        .routes(routes!(escalation::list::list_escalations))
        .routes(routes!(escalation::list::silent_shelters))
        .routes(routes!(escalation::policies::list_policies))
        .routes(routes!(escalation::policies::list_versions, escalation::policies::set_policy))
        .routes(routes!(duty::get_roster))
        .routes(routes!(duty::list_gaps))
        .routes(routes!(duty::add_shift))
        .routes(routes!(duty::remove_shift))
        .routes(routes!(duty::add_exception))
        .routes(routes!(duty::remove_exception))
        .routes(routes!(notifications::list_mails))
        .routes(routes!(reports::gap))
}
