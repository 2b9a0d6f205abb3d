using System.Collections.Immutable;
using Mien.Core;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>Several models as one: the mean of their probabilities, and of valence and arousal over those that give them.</summary>
/// <remarks>Each sees the picture in its own way; what two take alike is made once. Classes are matched by name, so their orders may differ.</remarks>
internal sealed class EnsembleModel : TrainedModel
{
    private readonly ImmutableArray<TrainedModel> _models;
    private readonly ImmutableArray<int[]> _order; // of each model: where the classes of the first stand in its answers
    private readonly ImmutableArray<int[]> _parts; // of each model: which parts of the input are its own, in its order

    /// <summary>Takes over models.</summary>
    /// <exception cref="ConfigException">They know different classes.</exception>
    public EnsembleModel(ImmutableArray<TrainedModel> models)
        : base(string.Join(ModelSource.Separator, models.Select(model => model.Path)), Describe(models), models.Any(model => model.HasAffect))
    {
        _models = models;
        _order = [.. models.Select(model => OrderIn(model, models[0]))];
        Input = new([.. models.SelectMany(model => model.Input.Parts).Distinct()]);
        _parts = [.. models.Select(model => model.Input.Parts.Select(part => Input.Parts.IndexOf(part)).ToArray())];
    }

    public override ModelInput Input { get; }

    public override ImmutableArray<ModelMember> Members => [.. _models.SelectMany(model => model.Members)];

    public override string Engine => string.Join("+", _models.Select(model => model.Engine).Distinct());

    public override bool IsBfloat16 => _models.Any(model => model.IsBfloat16);

    public override string PrecisionName => string.Join("+", _models.Select(model => model.PrecisionName).Distinct());

    public override void Dispose()
    {
        foreach (var model in _models)
        {
            model.Dispose();
        }
    }

    private protected override (float[] Probabilities, ValenceArousal[] Affect) Compute(ReadOnlySpan<float> pixels, int count)
    {
        var answers = new List<(float[], ValenceArousal[])>(_models.Length);
        foreach (var (index, model) in _models.Index())
        {
            var (probabilities, affect) = model.Answers(OwnPixels(index, pixels, count), count);
            answers.Add((Reordered(probabilities, _order[index]), affect));
        }

        return MeanAnswers.Of(answers);
    }

    private static ModelDescription Describe(ImmutableArray<TrainedModel> models) =>
        models[0].Description with { ModelName = string.Join(" + ", models.Select(model => model.Description.ModelName)), Epoch = 0, Scores = null };

    private static int[] OrderIn(TrainedModel model, TrainedModel first)
    {
        int[] order = [.. first.Labels.Names.Select(model.Labels.IndexOf)];
        return order.Length == model.Labels.Count && order.All(index => index >= 0)
            ? order
            : throw new ConfigException($"Expected models of the same classes, as their probabilities are averaged, but {first.Path} knows {first.Labels} and {model.Path} knows {model.Labels}.");
    }

    private static float[] Reordered(float[] probabilities, int[] order)
    {
        var result = new float[probabilities.Length];
        for (var place = 0; place < result.Length; place++)
        {
            var row = place - (place % order.Length);
            result[place] = probabilities[row + order[place % order.Length]];
        }

        return result;
    }

    private ReadOnlySpan<float> OwnPixels(int model, ReadOnlySpan<float> pixels, int count)
    {
        if (Input.Parts.Length == 1)
        {
            return pixels;
        }

        var own = new float[count * _models[model].Input.ValueCount];
        var rest = own.AsSpan();
        for (var picture = 0; picture < count; picture++)
        {
            foreach (var part in _parts[model])
            {
                var start = (picture * Input.ValueCount) + Input.Parts.Take(part).Sum(ModelInput.CountOf);
                var length = ModelInput.CountOf(Input.Parts[part]);
                pixels.Slice(start, length).CopyTo(rest);
                rest = rest[length..];
            }
        }

        return own;
    }
}
