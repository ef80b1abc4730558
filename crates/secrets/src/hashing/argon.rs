//! Argon2 with memory that is kept: the parameters, our own hashes, the pepper.
//! Not here: which thread owns the memory, which is `queue`.

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, KeyId, Params, ParamsBuilder, Version};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::keys::{Key, Keys, Purpose};

const OUTPUT_BYTES: usize = 32;
const PEPPER_ID_BYTES: usize = 8;

/// Upper bounds of a foreign hash; beyond them one check would be an attack on the machine.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 64;
const MOST_LANES: u32 = 16;

/// Cost of a hash; one lane always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Default for Cost {
    /// 19456 KiB and two passes (the minimum that OWASP names).
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2 }
    }
}

/// The memory of one thread, kept between hashes.
#[derive(Default)]
pub(super) struct Memory {
    kept: Vec<Block>,
    dirty: bool,
}

impl Memory {
    /// At least `blocks` blocks of 1 KiB.
    fn of(&mut self, blocks: usize) -> &mut [Block] {
        if self.kept.len() < blocks {
            self.kept.resize_with(blocks, Block::new);
        }
        self.dirty = true;
        &mut self.kept[..blocks]
    }

    /// Whether the last hash is still in the memory.
    pub(super) fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// Overwrites what the last hash left, from which guesses could be tested. Called when a
    /// thread has nothing else to do: the next hash overwrites everything anyway.
    pub(super) fn wipe(&mut self) {
        if std::mem::take(&mut self.dirty) {
            self.kept.fill(Block::new());
        }
    }

    /// Gives back what a foreign hash with larger parameters took.
    fn shrink_to(&mut self, blocks: usize) {
        if self.kept.len() > blocks {
            self.kept[blocks..].fill(Block::new());
            self.kept.truncate(blocks);
            self.kept.shrink_to_fit();
        }
    }
}

/// Makes our hashes: Argon2id version 19 with the pepper as its secret input, named by `keyid`.
pub(super) struct Hasher {
    cost: Cost,
    pepper: Key,
    pepper_id: [u8; PEPPER_ID_BYTES],
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hasher").field("cost", &self.cost).finish_non_exhaustive()
    }
}

impl Hasher {
    pub(super) fn new(cost: Cost, keys: &Keys) -> Self {
        let name = keys.stamp(Purpose::Pepper, &[b"keyid"]);
        let pepper_id = std::array::from_fn(|i| name[i]);
        Self { cost, pepper: Zeroizing::new(keys.stamp(Purpose::Pepper, &[b"secret"])), pepper_id }
    }

    /// The PHC string of a new hash; nothing only for parameters that Argon2 does not know.
    pub(super) fn hash(&self, password: &str, salt: &[u8; 16], memory: &mut Memory) -> Option<String> {
        let params = self.params()?;
        let output = self.compute((Algorithm::Argon2id, Version::V0x13), &params, password, salt, memory)?;
        let phc = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: (&params).try_into().ok()?,
            salt: Some(Salt::new(salt).ok()?),
            hash: Some(Output::new(&output).ok()?),
        };
        Some(phc.to_string())
    }

    fn params(&self) -> Option<Params> {
        ParamsBuilder::new()
            .m_cost(self.cost.memory_kib)
            .t_cost(self.cost.passes)
            .p_cost(1)
            .output_len(OUTPUT_BYTES)
            .keyid(KeyId::new(&self.pepper_id).ok()?)
            .build()
            .ok()
    }

    /// Runs Argon2 in the kept memory. The pepper goes in when the parameters name ours; nothing
    /// comes out when they name another.
    fn compute(
        &self,
        kind: Kind,
        params: &Params,
        password: &str,
        salt: &[u8],
        memory: &mut Memory,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (algorithm, version) = kind;
        let params_kept = params.clone();
        let argon2 = if params.keyid().is_empty() {
            Argon2::new(algorithm, version, params_kept)
        } else if params.keyid() == self.pepper_id {
            Argon2::new_with_secret(self.pepper.as_slice(), algorithm, version, params_kept).ok()?
        } else {
            return None;
        };
        let mut output = Zeroizing::new(vec![0; params.output_len().unwrap_or(OUTPUT_BYTES)]);
        let done = argon2.hash_password_into_with_memory(
            password.as_bytes(),
            salt,
            &mut output,
            memory.of(params.block_count()),
        );
        memory.shrink_to(self.cost.memory_kib as usize);
        done.ok().map(|()| output)
    }
}

/// Variant and version.
type Kind = (Algorithm, Version);

/// A stored Argon2 hash, ours or another system's.
pub(super) struct StoredArgon {
    kind: Kind,
    params: Params,
    salt: Salt,
    expected: Output,
}

impl StoredArgon {
    /// Reads a PHC string whose cost is within bounds. A missing version means 16, as in the
    /// first version of the format.
    pub(super) fn read(phc: &PasswordHash) -> Option<Self> {
        let algorithm = Algorithm::try_from(phc.algorithm.as_str()).ok()?;
        let version = phc.version.map_or(Ok(Version::V0x10), Version::try_from).ok()?;
        let params = Params::try_from(phc).ok()?;
        let bounded = params.m_cost() <= MOST_MEMORY_KIB
            && params.t_cost() <= MOST_PASSES
            && params.p_cost() <= MOST_LANES;
        bounded.then_some(())?;
        Some(Self { kind: (algorithm, version), params, salt: phc.salt?, expected: phc.hash? })
    }

    /// Whether it needs no pepper, or ours.
    pub(super) fn is_ours_to_check(&self, hasher: &Hasher) -> bool {
        self.params.keyid().is_empty() || self.params.keyid() == hasher.pepper_id
    }

    /// Nothing if the hash needs a pepper that is not ours.
    pub(super) fn verify(&self, password: &str, hasher: &Hasher, memory: &mut Memory) -> Option<bool> {
        let output = hasher.compute(self.kind, &self.params, password, self.salt.as_ref(), memory)?;
        Some(output.as_slice().ct_eq(self.expected.as_bytes()).into())
    }

    /// Whether checking it takes no longer than a new hash.
    pub(super) fn is_steady(&self, hasher: &Hasher) -> bool {
        let params = &self.params;
        params.p_cost() == 1
            && params.m_cost() <= hasher.cost.memory_kib
            && params.t_cost() <= hasher.cost.passes
    }

    /// Whether a new hash would be stronger than this one in any respect.
    pub(super) fn needs_rehash(&self, hasher: &Hasher) -> bool {
        let params = &self.params;
        let ours = self.kind == (Algorithm::Argon2id, Version::V0x13)
            && params.keyid() == hasher.pepper_id
            && params.p_cost() == 1
            && self.expected.len() == OUTPUT_BYTES;
        !ours || params.m_cost() < hasher.cost.memory_kib || params.t_cost() < hasher.cost.passes
    }
}
