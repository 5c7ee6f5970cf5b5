//! Changes to the order and number of blocks, as the builder makes them. An unknown id changes nothing.

use uuid::Uuid;

use crate::bio_sites::{Content, MOST_BLOCKS};

/// Moves a block so that it ends up at `to_index`, counted from the top; past the end means last.
pub fn move_block(content: &mut Content, id: Uuid, to_index: usize) {
    let Some(from) = position(content, id) else { return };
    let block = content.blocks.remove(from);
    let to = to_index.min(content.blocks.len());
    content.blocks.insert(to, block);
}

/// Puts a copy with the id `new_id` right below a block, unless the page is full or the id is in use.
pub fn duplicate(content: &mut Content, id: Uuid, new_id: Uuid) {
    let Some(at) = position(content, id) else { return };
    if content.blocks.len() >= MOST_BLOCKS || position(content, new_id).is_some() {
        return;
    }
    let mut copy = content.blocks[at].clone();
    copy.id = new_id;
    content.blocks.insert(at + 1, copy);
}

/// Takes a block off the page.
pub fn remove(content: &mut Content, id: Uuid) {
    content.blocks.retain(|block| block.id != id);
}

fn position(content: &Content, id: Uuid) -> Option<usize> {
    content.blocks.iter().position(|block| block.id == id)
}
