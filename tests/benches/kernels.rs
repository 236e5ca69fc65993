//! The kernels, one by one: `cargo bench -p lobule-tests`. Criterion compares with the run before.

#![allow(missing_docs, reason = "what the macros make has none")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lobule::{
    Activation, BLOCK, Backward, Categorical, Hidden, Mlp, Pcg32,
    kernel::{self, AdamStep, SquareSum},
    math,
};

/// The width of W2's hidden layers.
const WIDTH: usize = 64;
/// The units of a block of samples.
const UNITS: usize = WIDTH * BLOCK;

type Block = [[f32; WIDTH]; BLOCK];

fn normals<const N: usize>(rng: &mut Pcg32) -> [f32; N] {
    core::array::from_fn(|_| rng.normal())
}

fn block(rng: &mut Pcg32) -> Block {
    core::array::from_fn(|_| normals(rng))
}

/// A hidden layer's products and sums; throughput in multiply-adds.
fn products(c: &mut Criterion) {
    let mut rng = Pcg32::new(1, 0);
    let weight: Box<[[f32; WIDTH]; WIDTH]> = Box::new(core::array::from_fn(|_| normals(&mut rng)));
    let (a, b, mut out) = (block(&mut rng), block(&mut rng), block(&mut rng));
    let mut grad = weight.clone();
    let mut group = c.benchmark_group("products");
    group.throughput(Throughput::Elements((WIDTH * UNITS) as u64));
    group.bench_function("matmul", |bench| {
        bench.iter(|| {
            let (a, weight) = (black_box(&a), black_box(&*weight));
            kernel::matmul::<false, WIDTH, WIDTH>(&[0.0; WIDTH], a, weight, black_box(&mut out));
        });
    });
    group.bench_function("matmul_transposed", |bench| {
        bench.iter(|| {
            let (a, b) = (black_box(&a), black_box(&b));
            kernel::matmul_transposed::<false, WIDTH, WIDTH>(a, b, black_box(&mut *grad));
        });
    });
    group.throughput(Throughput::Elements(WIDTH as u64));
    group.bench_function("dot", |bench| {
        bench.iter(|| kernel::dot(black_box(&a[0]), black_box(&b[0])));
    });
    group.finish();
}

/// Functions of one number over the units of a block; throughput in numbers.
fn functions(c: &mut Criterion) {
    fn over(units: &mut [f32], function: impl Fn(f32) -> f32) {
        black_box(&mut *units).iter_mut().for_each(|x| *x = function(*x));
    }
    let mut group = c.benchmark_group("functions");
    group.throughput(Throughput::Elements(UNITS as u64));
    // From their results these never leave the numbers, however often they are applied.
    let mut units: [f32; UNITS] = normals(&mut Pcg32::new(2, 0));
    group.bench_function("tanh", |b| b.iter(|| over(&mut units, math::tanh)));
    group.bench_function("exp", |b| b.iter(|| over(&mut units, |x| math::exp(-x))));
    group.bench_function("reciprocal_sqrt", |b| {
        b.iter(|| over(&mut units, math::reciprocal_sqrt));
    });
    group.finish();
}

/// The optimiser over a hidden layer; throughput in parameters.
fn optimiser(c: &mut Criterion) {
    const LEN: usize = WIDTH * WIDTH;
    let mut rng = Pcg32::new(3, 0);
    let mut parameters = vec![0.0; LEN];
    let grads: Vec<f32> = (0..LEN).map(|_| rng.normal()).collect();
    let (mut m, mut v) = (vec![0.0; LEN], vec![0.0; LEN]);
    let step =
        AdamStep { grad_scale: 0.5, beta1: 0.9, beta2: 0.999, step_size: 1e-3, epsilon: 1e-5 };
    let mut group = c.benchmark_group("optimiser");
    group.throughput(Throughput::Elements(LEN as u64));
    group.bench_function("adam", |b| {
        b.iter(|| kernel::adam(&mut parameters, black_box(&grads), &mut m, &mut v, &step));
    });
    group.bench_function("square sum", |b| {
        b.iter(|| {
            let mut sum = SquareSum::ZERO;
            sum.add(black_box(&grads), WIDTH);
            sum.total()
        });
    });
    group.finish();
}

/// What acting costs: one forward pass by width, and the distribution over its logits.
fn acting(c: &mut Criterion) {
    fn forward<const HID: usize>(rng: &mut Pcg32) -> impl FnMut() -> [f32; 8] {
        let mut net = Box::new(Mlp::<16, HID, 8, 1>::ZERO);
        net.orthogonal(rng, 1.0);
        let x: [f32; 16] = normals(rng);
        move || net.forward(Activation::Tanh, black_box(&x))
    }
    let mut rng = Pcg32::new(4, 0);
    let mut group = c.benchmark_group("acting");
    group.bench_function(BenchmarkId::new("forward", 16), |b| b.iter(forward::<16>(&mut rng)));
    group.bench_function(BenchmarkId::new("forward", 32), |b| b.iter(forward::<32>(&mut rng)));
    group.bench_function(BenchmarkId::new("forward", 64), |b| b.iter(forward::<64>(&mut rng)));
    let logits: [f32; 8] = normals(&mut rng);
    group.bench_function("categorical", |b| {
        b.iter(|| Categorical::new(black_box(&logits), black_box(0b1011_0111)));
    });
    group.finish();
}

/// A block of samples through W1's actor, forth and back.
fn learning(c: &mut Criterion) {
    let mut rng = Pcg32::new(5, 0);
    let mut net = Box::new(Mlp::<16, 32, 8, 1>::ZERO);
    net.orthogonal(&mut rng, 1.0);
    let x: [[f32; 16]; BLOCK] = core::array::from_fn(|_| normals(&mut rng));
    let (mut hidden, mut output) = (Hidden::<32, 1, BLOCK>::ZERO, [[0.0; 8]; BLOCK]);
    let mut grad = net.clone();
    let mut backward = Backward::ZERO;
    net.prepare_backward(&mut backward);
    let mut group = c.benchmark_group("learning");
    group.throughput(Throughput::Elements(BLOCK as u64));
    group.bench_function("forward", |b| {
        b.iter(|| {
            let x = black_box(&x);
            net.forward_keeping(Activation::Tanh, x, &mut hidden, black_box(&mut output));
        });
    });
    group.bench_function("backward", |b| {
        b.iter(|| {
            let (x, output) = (black_box(&x), black_box(&output));
            net.backward(Activation::Tanh, &mut backward, x, &hidden, output, &mut grad);
        });
    });
    group.finish();
}

criterion_group! {
    name = kernels;
    // Together within a minute.
    config = Criterion::default()
        .warm_up_time(core::time::Duration::from_millis(500))
        .measurement_time(core::time::Duration::from_secs(2));
    targets = products, functions, optimiser, acting, learning
}
criterion_main!(kernels);
