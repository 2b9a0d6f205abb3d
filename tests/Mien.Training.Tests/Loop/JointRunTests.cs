using System.Text.Json;
using Mien.Data;
using Mien.Torch;

namespace Mien.Training.Tests;

/// <summary>Golden: golden/joint_run.json, two epochs in PyTorch by bench/peer/joint_run.py, which describes net and loss.</summary>
public sealed class JointRunTests
{
    private const int SizePx = 6, ClassCount = 3;

    // What two epochs in float32 differ from float64; the loss is asked for to 1e-4.
    private const double Tolerance = 1e-5;

    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "joint_run.json"))).RootElement;

    [Fact]
    public void Two_epochs_with_a_joint_loss_agree_with_PyTorch_in_every_loss_score_and_weight()
    {
        TorchRuntime.Initialize(new() { Threads = 1 });
        using var net = new JointNet();
        Start(net);
        var optimizer = new OptimizerRecipe { Name = OptimizerName.Adam, LearningRate = 0.01 };
        using var adam = OptimizerFactory.Create(optimizer, net);
        float[] weights = [.. Golden.GetProperty("class_weights").EnumerateArray().Select(weight => weight.GetSingle())];
        var loss = new LossRecipe { ClassWeights = ClassWeighting.OfList(weights.Select(weight => (double)weight)) };
        using var joint = LossFactory.Create(loss, new(["a", "b", "c"]), [1, 1, 1], hasAffect: true, Device.Cpu);
        var epochs = Golden.GetProperty("epochs");
        var witness = new Witness();
        var train = new GoldenBatches("train", Golden.GetProperty("orders").Deserialize<int[][]>()!, Golden.GetProperty("batch").GetInt32());
        var plan = new TrainingPlan
        {
            Model = net,
            Optimizer = adam,
            Schedule = new(optimizer, new() { Name = ScheduleName.Cosine, MinLearningRate = 1e-4 }, epochs.GetArrayLength(), train.BatchCount),
            Loss = joint,
            Train = train,
            Validation = new GoldenBatches("validation", orders: null, 9),
            ClassCount = ClassCount,
            HasAffect = true,
            Input = (SizePx, SizePx, 3),
            Epochs = epochs.GetArrayLength(),
            Seed = 1,
        };

        var report = new Trainer(plan, witness).Fit(TestContext.Current.CancellationToken);

        var losses = epochs.EnumerateArray().SelectMany(epoch => epoch.GetProperty("losses").Deserialize<double[]>()!);
        Assert.All(losses.Zip(witness.Steps, (expected, step) => (expected, step.Loss)), pair => Assert.Equal(pair.expected, pair.Loss, Tolerance));
        foreach (var (epoch, history) in epochs.EnumerateArray().Zip(report.History))
        {
            CheckScores(epoch.GetProperty("validation"), history.Validation);
        }

        foreach (var (name, parameter) in net.NamedParameters())
        {
            Assert.All(Golden.GetProperty("end").GetProperty(name).Deserialize<double[]>()!.Zip(parameter.ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    private static void CheckScores(JsonElement expected, ValidationScores scores)
    {
        Assert.Equal(Number("loss"), scores.Loss, Tolerance);
        Assert.Equal(Number("accuracy"), scores.Accuracy, 1e-12);
        Assert.Equal(Number("valence_ccc"), scores.Affect!.ValenceCcc, 1e-4);
        Assert.Equal(Number("valence_rmse"), scores.Affect.ValenceRmse!.Value, Tolerance);
        Assert.Equal(Number("arousal_ccc"), scores.Affect.ArousalCcc, 1e-4);
        Assert.Equal(Number("arousal_rmse"), scores.Affect.ArousalRmse!.Value, Tolerance);

        double Number(string name) => expected.GetProperty(name).GetDouble();
    }

    private static void Start(JointNet net)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        foreach (var (name, parameter) in net.NamedParameters())
        {
            parameter.CopyFrom(Tensor.From(Golden.GetProperty("start").GetProperty(name).Deserialize<float[]>()!).Reshape([.. parameter.Shape]));
        }
    }

    private sealed class JointNet : Module
    {
        private readonly Conv2d _conv;
        private readonly BatchNorm2d _norm;
        private readonly Linear _head;

        public JointNet()
        {
            _conv = Child("conv", new Conv2d(3, 4, kernelSize: 3, padding: 1, bias: false));
            _norm = Child("norm", new BatchNorm2d(4));
            _head = Child("head", new Linear(4, ClassCount + 2));
            this.InitializeParameters(seed: 1);
        }

        protected override Tensor Compute(Tensor input) =>
            _head.Forward(Functional.AdaptiveAvgPool2d(_norm.Forward(_conv.Forward(input)).Relu()).Flatten(1));
    }

    private sealed class GoldenBatches(string part, int[][]? orders, int batchSize) : IBatchSource
    {
        private readonly JsonElement[] _samples = [.. Golden.GetProperty(part).EnumerateArray()];

        public int BatchCount => (_samples.Length + batchSize - 1) / batchSize;

        public int SampleCount => _samples.Length;

        public string NameOf(int sampleIndex) => $"{part} {sampleIndex}";

        public IEnumerable<Batch> Epoch(int epoch, int firstBatch = 0) =>
            (orders?[epoch - 1] ?? [.. Enumerable.Range(0, _samples.Length)]).Chunk(batchSize).Select(Fill);

        private Batch Fill(int[] indices)
        {
            var batch = new Batch(indices.Length, SizePx * SizePx * 3, hasAffect: true);
            foreach (var (row, index) in indices.Index())
            {
                var sample = _samples[index];
                batch.Indices[row] = index;
                batch.Labels[row] = sample.GetProperty("label").Deserialize<long?>() ?? Sample.NoLabel;
                batch.Valence[row] = sample.GetProperty("valence").Deserialize<float?>() ?? float.NaN;
                batch.Arousal[row] = sample.GetProperty("arousal").Deserialize<float?>() ?? float.NaN;
                sample.GetProperty("pixels").Deserialize<float[]>()!.CopyTo(batch.Pixels, row * SizePx * SizePx * 3);
            }

            return batch;
        }
    }
}
