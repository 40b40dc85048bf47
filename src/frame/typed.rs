//! Arrays on their way to JavaScript: typed arrays that own their memory, for a view of ours would end when it grows.
//! Elsewhere, and for other serializers, they are sequences.

#[cfg(target_arch = "wasm32")]
macro_rules! arrays {
    ($($name:ident: $element:ty => $array:ident),* $(,)?) => {$(
        pub fn $name<S: serde::Serializer>(values: &[$element], serializer: S) -> Result<S::Ok, S::Error> {
            serde_wasm_bindgen::preserve::serialize(&js_sys::$array::from(values), serializer)
        }
    )*};
}

#[cfg(not(target_arch = "wasm32"))]
macro_rules! arrays {
    ($($name:ident: $element:ty => $array:ident),* $(,)?) => {$(
        pub fn $name<S: serde::Serializer>(values: &[$element], serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(values)
        }
    )*};
}

arrays! {
    bytes: u8 => Uint8Array,
    f32s: f32 => Float32Array,
    u32s: u32 => Uint32Array,
    i8s: i8 => Int8Array,
}

/// RGBA words as the bytes that they are.
pub fn rgba<S: serde::Serializer>(words: &[u32], serializer: S) -> Result<S::Ok, S::Error> {
    bytes(bytemuck::cast_slice(words), serializer)
}

/// A number that may be absent: −1 then.
pub fn or_minus_one<S: serde::Serializer, T: Copy + Into<i64>>(
    value: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(value.map_or(-1, Into::into))
}

/// Bytes that may be absent: null then.
pub fn optional_bytes<S: serde::Serializer>(values: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
    match values {
        Some(values) => bytes(values, serializer),
        None => serializer.serialize_none(),
    }
}
