//! Every address there is, and who gets in. A route of the source without a line here fails `walk`.
//!
//! A line: method, path, the module that it needs (`-` for none), then what each person gets:
//!
//! | column | who |
//! |---|---|
//! | nobody | not signed in |
//! | viewer, agent, admin, owner | of the organisation, with every module and every bot |
//! | stranger | the owner of another organisation |
//! | without | the owner, without the module of the line (of a line with `-`: without any) |
//! | elsewhere | the owner, held to another bot |
//!
//! What they get: `in` (the handler did what was asked, or found fault with the form: any 2xx, a way on, 400, 409, 415, 422),
//! `login` (shown the door), or the status itself. Who has tried to sign in too often (429) is told 401: the limit has tests of its own.

pub const TABLE: &str = "
GET  /                                  -        in    in  in  in  in  in  in  in
GET  /login                             -        in    in  in  in  in  in  in  in
POST /login                             -        401   401 401 401 401 401 401 401
POST /logout                            -        401   in  in  in  in  in  in  in
POST /preferences                       -        401   in  in  in  in  in  in  in
GET  /setup                             -        404   404 404 404 404 404 404 404
POST /setup                             -        404   404 404 404 404 404 404 404
GET  /answer/{token}                    -        404   404 404 404 404 404 404 404
POST /answer/{token}                    -        404   404 404 404 404 404 404 404
GET  /leads                             leads    login in  in  in  in  404 403 404
GET  /leads/{id}                        leads    login in  in  in  in  404 403 404
POST /leads/{id}/status                 leads    401   403 in  in  in  404 403 404
POST /leads/{id}/notes                  leads    401   403 in  in  in  404 403 404
POST /leads/{id}/notes/{note}           leads    401   403 in  403 403 404 403 404
POST /leads/{id}/tags                   leads    401   403 in  in  in  404 403 404
POST /leads/{id}/notifications/{notification}/again leads 401 403 in in in 404 403 404
GET  /leads/live                        leads    login in  in  in  in  404 403 404
POST /leads/bulk leads 401 403 in in in in 403 in
POST /leads/bulk/{task}/undo leads 401 403 404 404 404 404 403 404
POST /leads/bulk/{task}/stop            leads    401   403 in  in  in  404 403 404
POST /leads/views                       leads    401   in  in  in  in  404 403 404
POST /leads/views/{id} leads 401 in in in in 404 403 404
GET  /leads/export                      leads    login 403 in  in  in  404 403 404
GET  /leads/import                      leads    login 403 in  in  in  404 403 404
POST /imports leads 401 in in in in in in in
POST /inbox/{id}/files inbox 401 in in in in in in in
GET  /imports/{id}                      leads    login 403 in  in  in  404 403 404
POST /imports/{id}                      leads    401   403 in  in  in  404 403 404
GET  /tasks                             leads    login 403 in  in  in  in  403 in
GET  /tasks/{id}                        leads    login 403 in  in  in  404 403 404
POST /tasks/{id}/stop                   leads    401   403 in  in  in  404 403 404
POST /tasks/{id}/undo                   leads    401   403 in  in  in  404 403 404
POST /tasks/{id}/again                  leads    401   403 in  in  in  404 403 404
GET  /tasks/{id}/refused.csv            leads    login 403 in  in  in  404 403 404
GET  /tasks/{id}/events                 leads    login 403 in  in  in  404 403 404
GET  /leads/{id}/export                 leads    login 403 in  in  in  404 403 404
GET  /leads/{id}/contact.json           leads    login 403 in  in  in  404 403 404
POST /leads/{id}/temperature leads 401 403 in in in in 403 in
POST /leads/{id}/assignee               leads    401   403 in  in  in  404 403 404
POST /leads/{id}/contact                leads    401   403 in  in  in  404 403 404
GET  /leads/{id}/join                   leads    login 403 in  in  in  404 403 404
POST /leads/{id}/join leads 401 403 404 404 404 404 403 404
POST /leads/{id}/part leads 401 403 404 404 404 404 403 404
GET  /leads/{id}/erase                  leads    login 403 403 in  in  404 403 404
POST /leads/{id}/erase                  leads    401   403 403 in  in  404 403 404
GET  /leads/{id}/delete                 leads    login 403 403 in  in  404 403 404
POST /leads/{id}/delete                 leads    401   403 403 in  in  404 403 404
GET  /overview                          leads    login in  in  in  in  404 403 404
GET  /audit                             leads    login 403 403 in  in  in  403 403
GET  /audit.csv                         leads    login 403 403 in  in  in  403 403
GET  /settings/privacy                  settings login 403 403 in  in  404 403 404
POST /settings/privacy                  settings 401   403 403 in  in  404 403 404
GET  /inbox                             inbox    login in  in  in  in  404 403 404
GET  /inbox/canned                      inbox    login 403 in  in  in  404 403 404
GET  /inbox/{id}                        inbox    login in  in  in  in  404 403 404
POST /inbox/{id}/say                    inbox    401   403 in  in  in  404 403 404
POST /inbox/{id}/note                   inbox    401   403 in  in  in  404 403 404
POST /inbox/{id}/move                   inbox    401   403 in  in  in  404 403 404
POST /inbox/{id}/transcript             inbox    401   403 in  in  in  404 403 404
POST /inbox/presence                    inbox    401   403 in  in  in  in  403 in
GET  /settings/knowledge                settings login 403 403 in  in  404 403 404
POST /settings/knowledge                settings 401   403 403 in  in  404 403 404
POST /settings/knowledge/files settings 401 in in in in in in in
GET  /settings/pipeline                 settings login 403 403 in  in  404 403 404
POST /settings/pipeline                 settings 401   403 403 in  in  404 403 404
GET  /settings/forms                    settings login 403 403 in  in  404 403 404
POST /settings/forms                    settings 401   403 403 in  in  404 403 404
GET  /settings/notifications            settings login 403 403 in  in  404 403 404
POST /settings/notifications            settings 401   403 403 in  in  404 403 404
GET  /settings/score                    settings login 403 403 in  in  404 403 404
POST /settings/score                    settings 401   403 403 in  in  404 403 404
GET  /settings/model                    settings login 403 403 in  in  404 403 404
POST /settings/model                    settings 401   403 403 in  in  404 403 404
GET  /settings/tags                     settings login 403 403 in  in  404 403 404
POST /settings/tags                     settings 401   403 403 in  in  404 403 404
GET  /settings/hours                    settings login 403 403 in  in  404 403 404
POST /settings/hours                    settings 401   403 403 in  in  404 403 404
GET  /settings/canned                   settings login 403 403 in  in  404 403 404
POST /settings/canned                   settings 401   403 403 in  in  404 403 404
GET  /team                              team     login 403 403 in  in  in  403 403
POST /team                              team     401   403 403 in  in  in  403 403
GET  /join/{id}                         -        404   404 404 404 404 404 404 404
POST /join/{id}                         -        404   404 404 404 404 404 404 404
GET  /profile                           -        login in  in  in  in  in  in  in
POST /profile                           -        401   in  in  in  in  in  in  in
GET  /plan                              -        login 403 403 403 in  in  in  in
ANY  /ws/agent                          inbox    401   in  in  in  in  in  403 in
ANY  /ws                                -        in    in  in  in  in  in  in  in
POST /stream                            -        in    in  in  in  in  in  in  in
POST /frames                            -        in    in  in  in  in  in  in  in
POST /attachments                       -        in    in  in  in  in  in  in  in
GET  /attachments/{id}/{name}           -        404   in  in  in  in  404 404 404
GET  /healthz                           -        in    in  in  in  in  in  in  in
GET  /readyz                            -        in    in  in  in  in  in  in  in
GET  /openapi.json                      -        in    in  in  in  in  in  in  in
GET  /api/widget/{key}                  -        in    in  in  in  in  in  in  in
GET  /widget.js                         -        in    in  in  in  in  in  in  in
GET  /widget/{hash}/{*file}             -        in    in  in  in  in  in  in  in
GET  /assets/{hash}/{*file}             -        in    in  in  in  in  in  in  in
GET  /favicon.ico                       -        in    in  in  in  in  in  in  in
POST /hooks/twilio/sms                  -        404   404 404 404 404 404 404 404
POST /hooks/twilio/status               -        404   404 404 404 404 404 404 404
POST /hooks/email                       -        404   404 404 404 404 404 404 404
GET  /agency                            -        404   404 404 404 404 404 404 404
GET  /demo/mail                         -        404   404 404 404 404 404 404 404
GET  /demo/mail/{name}                  -        404   404 404 404 404 404 404 404
GET  /demo/mail/{name}/html             -        404   404 404 404 404 404 404 404
GET  /metrics                           -        404   404 404 404 404 404 404 404
";
