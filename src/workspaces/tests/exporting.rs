//! Everything in one file, and back.

use super::*;
use crate::{
    bio_sites::{Block, Body, Content, SCHEMA},
    identity,
};

async fn filled(t: &Test, owner: &Member) {
    let page = site(t, owner, "ada-site").await;
    let mut scope = open(t, owner).await;
    let block = Block { id: uuid::Uuid::now_v7(), enabled: true, schedule: None, body: Body::Heading { text: "Hello".to_owned() } };
    let mut content = Content { schema: SCHEMA, blocks: vec![block], ..Content::default() };
    content.profile.name = "Ada".to_owned();
    bio_sites::save(&mut scope, page, 1, content).await.unwrap();
    bio_sites::publish(&mut scope, page, 2).await.unwrap();
    rename(&mut scope, "Studio").await.unwrap();
    set_look(&mut scope, Look { accent: "#aa3300".to_owned(), ..Look::default() }).await.unwrap();
    create_role(&mut scope, "Writer", &["view_sites".to_owned(), "edit_sites".to_owned()]).await.unwrap();
    create_group(&mut scope, "Team").await.unwrap();
    scope.commit().await.unwrap();
}

#[tokio::test]
async fn a_workspace_comes_back_from_its_export() {
    let t = testing::fresh().await;
    let (owner, other) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    filled(&t, &owner).await;
    let mut scope = open(&t, &owner).await;
    let file = export(&mut scope, URL).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!((file["sites"][0]["versions"][0]["number"].as_i64(), file["members"][0]["role"].as_str()), (Some(1), Some("owner")));
    let slug = import(&t.db(), other.user(), file.to_string().as_bytes(), "").await.unwrap();
    let member = identity::member(&mut t.db().identity().await.unwrap(), other.user(), &slug).await.unwrap();
    let mut scope = open(&t, &member).await;
    let shown = settings(&mut scope).await.unwrap();
    assert_eq!((shown.name.as_str(), shown.look.accent.as_str()), ("Studio", "#aa3300"));
    assert_eq!(made_roles(&mut scope).await.unwrap()[0].name, "Writer");
    assert_eq!(groups(&mut scope).await.unwrap()[0].name, "Team");
    let sites = bio_sites::list(&mut scope).await.unwrap();
    assert_eq!((sites.len(), sites[0].blocks, sites[0].handle.as_str(), sites[0].published_at), (1, 1, "ada-site-2", None));
    assert_eq!(people(&mut scope).await.unwrap().len(), 1, "nobody is invited by a file");
}

#[tokio::test]
async fn an_export_holds_no_secrets_and_is_for_owners() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    filled(&t, &owner).await;
    let mut scope = open(&t, &owner).await;
    let link = invite(&mut scope, &Draft { role: "viewer".to_owned(), days: 1, ..Draft::default() }, URL, clock::now()).await.unwrap();
    let file = export(&mut scope, URL).await.unwrap().to_string();
    assert!(!file.contains(link.link.unwrap().rsplit('/').next().unwrap()) && !file.contains("password"));
    scope.commit().await.unwrap();
    for role in [Role::Admin, Role::Editor, Role::Viewer] {
        let member = t.colleague(owner.workspace(), role).await;
        assert_eq!(export(&mut open(&t, &member).await, URL).await, Err(Error::Forbidden), "{role:?}");
    }
}

#[tokio::test]
async fn what_is_no_export_leaves_no_workspace() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let head = r#""format":"mewayz.workspace","version":1,"workspace":{"name":"A","slug":"a"}"#;
    let bad_role = format!(r#"{{{head},"roles":[{{"name":"R","permissions":["own_workspace"]}}]}}"#);
    let later = head.replace("\"version\":1", "\"version\":2");
    for bad in ["", "[]", "{}", &format!("{{{later}}}"), &bad_role, &format!(r#"{{{head},"sites":[{{"handle":"x","draft":7}}]}}"#)] {
        assert!(matches!(import(&t.db(), owner.user(), bad.as_bytes(), "").await, Err(Error::Invalid(_))), "{bad}");
    }
    let mut identity = t.db().identity().await.unwrap();
    assert_eq!(identity::workspaces(&mut identity, owner.user()).await.unwrap().len(), 1);
}
