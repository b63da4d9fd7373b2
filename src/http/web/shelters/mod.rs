//! Pages about shelters: the shelter's own, count links, board and map of coordinators, set-up by
//! administrators.

mod board;
mod count_link;
mod import;
mod map;
mod map_drawing;
mod map_layout;
mod partners;
mod pools;
mod setup;
mod shelter_offers;
mod shelter_page;

use axum::Router;
use axum::routing::{get, post};

use crate::http::Http;

pub(crate) fn routes() -> Router<Http> {
    Router::new()
        .route("/counts/{token}", get(count_link::show).post(count_link::submit))
        .route("/shelter", get(shelter_page::show))
        .route("/shelter/pools/{id}/count", post(shelter_page::count))
        .route("/shelter/pools/{id}/close", post(shelter_page::close))
        .route("/shelter/pools/{id}/open", post(shelter_page::open))
        .route("/shelter/offers/{id}/accept", post(shelter_offers::accept))
        .route("/shelter/offers/{id}/decline", post(shelter_offers::decline))
        .route("/shelter/offers/{id}/arrive", post(shelter_offers::arrive))
        .route("/shelter/offers/{id}/on-the-way", post(shelter_offers::still_on_the_way))
        .route("/shelter/offers/{id}/no-show", post(shelter_offers::no_show))
        .route("/shelter/offers/{id}/depart", post(shelter_offers::depart))
        .route("/shelter/offers/{id}/undo", post(shelter_offers::undo))
        .route("/coordinator/board", get(board::show))
        .route("/coordinator/map", get(map::show))
        .route("/admin/partners", get(partners::list).post(partners::add))
        .route("/admin/partners/{id}", get(partners::show).post(partners::change))
        .route("/admin/partners/{id}/shut", post(partners::shut))
        .route("/admin/partners/{id}/open", post(partners::open))
        .route("/admin/shelters", get(setup::list).post(setup::add))
        .route("/admin/shelters/new", get(setup::new))
        .route("/admin/shelters/{id}", get(setup::show).post(setup::change))
        .route("/admin/shelters/{id}/shut", post(setup::shut))
        .route("/admin/shelters/{id}/open", post(setup::open))
        .route("/admin/shelters/{id}/pools", post(pools::add))
        .route("/admin/shelters/{id}/pools/{pool}", post(pools::change))
        .route("/admin/shelters/{id}/pools/{pool}/shut", post(pools::shut))
        .route("/admin/shelters/{id}/pools/{pool}/open", post(pools::open))
        .route("/admin/import", get(import::show).post(import::submit))
}
