using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Synthetic;
using Mien.Imaging;
using Mien.Inference;

namespace Mien.Experiments;

/// <summary>A model from elsewhere whose description was written.</summary>
/// <param name="SidecarPath">The description.</param>
/// <param name="Labels">Its classes.</param>
/// <param name="HasAffect">Whether it gives valence and arousal.</param>
/// <param name="Scores">What its class scores are: <c>logits</c> or <c>probabilities</c>.</param>
/// <param name="Tried">What it says of some pictures.</param>
public sealed record AdoptedModel(string SidecarPath, LabelSet Labels, bool HasAffect, string Scores, ImmutableArray<TriedPicture> Tried)
{
    private const double FarOutside = 1.5;

    /// <summary>What speaks against the description, in sentences.</summary>
    public IEnumerable<string> Doubts()
    {
        if (Tried.Length > 1 && Tried.Select(tried => tried.Expression).Distinct().Count() == 1)
        {
            yield return "It says the same of every face: the scaling may be another, or it does not know generated faces (--try takes a real one).";
        }

        if (Tried.Any(tried => tried.Affect is { } affect && Math.Max(Math.Abs(affect.Valence), Math.Abs(affect.Arousal)) > FarOutside))
        {
            yield return "Valence or arousal is far outside of -1 to 1: --valence-range, --arousal-range or --scaling may be another.";
        }
    }
}

/// <summary>What a model says of a picture that it was tried on.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Expression">The most probable class.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Affect">Valence and arousal; null where the model gives none.</param>
public sealed record TriedPicture(string Picture, string Expression, double Probability, ValenceArousal? Affect);

/// <summary>Finds out what an ONNX model from elsewhere takes and gives, and writes it down beside it, so that it can be used like a run.</summary>
public sealed class ModelAdoption : IDisposable
{
    private const int GeneratedPx = 256;
    private const double SumTolerance = 1e-3; // of float16 networks

    private readonly string _path;
    private readonly NetworkShape _shape;
    private readonly InferenceSession _session;

    private ModelAdoption(string path, InferenceSession session) =>
        (_path, _session, _shape) = (path, session, new(session.Input, session.Outputs));

    /// <summary>The file that is written: beside the model.</summary>
    public string SidecarPath => ModelSidecar.PathOf(_path);

    /// <summary>Input and outputs of the network, for a user to read.</summary>
    public string Shape => _shape.ToString();

    /// <summary>Opens a model that has no description yet.</summary>
    /// <param name="path">The .onnx file.</param>
    /// <exception cref="ConfigException">It is described already.</exception>
    /// <exception cref="MienException">There is no such file, or it is no network of pictures, or ONNX Runtime is missing.</exception>
    public static ModelAdoption Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(ModelSidecar.PathOf(path)))
        {
            throw new ConfigException($"Expected a model without a description but there is {ModelSidecar.PathOf(path)}, and nothing is ever overwritten. Edit it, or move it away.");
        }

        var session = InferenceSession.Load(path);
        try
        {
            return session.Metadata.ContainsKey(ModelMetadata.LabelsKey)
                ? throw new ConfigException($"{path} says itself what it takes and gives, as 'mien export' writes it. Use it as it is: mien predict {path} photo.jpg")
                : session.Input.Shape.Length == 4
                ? new(path, session)
                : throw new MienException($"Expected a network of pictures, with an input of four sizes, but {path} takes {session.Input.Shape.Length}: {new NetworkShape(session.Input, session.Outputs)}.");
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>What still has to be known.</summary>
    /// <param name="words">Answers by the names of options without dashes.</param>
    public IReadOnlyList<AdoptionQuestion> Questions(IReadOnlyDictionary<string, string> words)
    {
        var answers = new AdoptionAnswers(words);
        List<AdoptionQuestion> questions = [];
        if (!answers.Has(AdoptionAnswers.Labels))
        {
            questions.Add(LabelsQuestion());
        }

        if (!answers.Has(AdoptionAnswers.Scaling) && !answers.Has(AdoptionAnswers.Divisor, AdoptionAnswers.Mean, AdoptionAnswers.Deviation))
        {
            questions.Add(new(AdoptionAnswers.Scaling, "How are the values of a picture scaled? The page of the model says so; wrong ones give wrong answers without a word.",
            [
                ("imagenet", "v / 255, less the mean of ImageNet, by its deviation: most networks of PyTorch"),
                ("unit", "v / 255"),
                ("symmetric", "from -1 to 1: many networks of TensorFlow"),
                ("none", "0 to 255, as in the file: FER+"),
                ("caffe", "blue, green, red less 103.939, 116.779 and 123.68: older networks of Keras"),
            ]));
        }

        if (!answers.Has(AdoptionAnswers.Size) && _shape is not { WidthPx: not null, HeightPx: not null })
        {
            questions.Add(new(AdoptionAnswers.Size, "Width and height of the input in pixels, which the file leaves open, such as 224 or 224x192?", []));
        }

        if (!answers.Has(AdoptionAnswers.Layout) && _shape.Layout is null)
        {
            questions.Add(new(AdoptionAnswers.Layout, "The order of the input in memory?", [("nchw", "channel by channel"), ("nhwc", "pixel by pixel")]));
        }

        return questions;
    }

    /// <summary>Checks what was answered on the network, tries the model, and writes it down.</summary>
    /// <param name="words">Answers by the names of options without dashes.</param>
    /// <param name="picture">A picture of a face to try it on; null for generated faces of every expression.</param>
    /// <exception cref="ConfigException">Something is missing, or cannot be meant; all of it at once.</exception>
    /// <exception cref="MienException">The network takes or gives something else.</exception>
    public AdoptedModel Adopt(IReadOnlyDictionary<string, string> words, string? picture = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        var faces = picture is null ? Generated() : [(picture, ImageCodec.Read(picture))];
        var signature = Signature(words);
        using var model = new AffectModel(Network(signature));
        ImmutableArray<TriedPicture> answers = [.. model.Analyze([.. faces.Select(face => face.Image)]).Zip(faces, (found, face) => Tried(face.Name, found[0]))];
        ModelSidecar.Write(SidecarPath, signature); // a model that fails on faces is left without one
        return new(SidecarPath, signature.Labels, signature.HasAffect, signature.Scores.ToString().ToLowerInvariant(), answers);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static (string Name, Image Image)[] Generated() =>
        [.. SyntheticFaces.Portraits(seed: 1, firstIdentity: 0, people: 1, classCount: 8, GeneratedPx).Select(face => ($"generated, {face.Spec.Expression.ToString().ToLowerInvariant()}", face.Image))];

    private static TriedPicture Tried(string name, FaceAffect face) => new(name, face.Expression, face.Confidence, face.Affect);

    private ModelSignature Signature(IReadOnlyDictionary<string, string> words)
    {
        List<ConfigProblem> problems = [.. Questions(words).Select(question => new ConfigProblem($"--{question.Key}", $"missing. {question.Text}{Choices(question)}"))];
        if (problems.Count > 0)
        {
            throw new ConfigProblemsException(_path, problems);
        }

        var isMeasured = !words.ContainsKey(AdoptionAnswers.Scores);
        var complete = isMeasured ? new Dictionary<string, string>(words) { [AdoptionAnswers.Scores] = "probabilities" } : words;
        var signature = ModelSidecar.Read(new AdoptionAnswers(complete).ToMap(_shape), Path.GetFileNameWithoutExtension(_path), problems);
        if (signature is null)
        {
            throw new ConfigProblemsException(_path, problems);
        }

        using var network = Network(signature);
        return isMeasured && !GivesProbabilities(network) ? signature with { Scores = ScoreKind.Logits } : signature;
    }

    private AffectNetwork Network(ModelSignature signature) => new(InferenceSession.Load(_path), signature, _path);

    private static string Choices(AdoptionQuestion question) => question.Proposals.IsEmpty ? "" : $" One of: {string.Join("; ", question.Proposals.Select(choice => choice.Answer))}";

    /// <summary>Whether scores are from 0 to 1 and sum to 1, on noise.</summary>
    private static bool GivesProbabilities(AffectNetwork network)
    {
        var random = new RandomStream(1, "pictures to try a model with");
        var values = new float[network.Signature.ValuesPerPicture];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)random.NextGaussian();
        }

        var scores = network.Compute(values, 1).Probabilities;
        return scores.All(score => score is >= 0 and <= 1) && Math.Abs(scores.Sum() - 1) < SumTolerance;
    }

    private AdoptionQuestion LabelsQuestion()
    {
        var count = NetworkShape.ColumnCount(_shape.Outputs[0]);
        string[] endings = ["", $",{ModelSignature.ValenceColumn},{ModelSignature.ArousalColumn}"];
        var proposals = LabelOrders.All.SelectMany(order => endings
            .Where(ending => _shape.Outputs.Length == 1 && order.Labels.Length + ending.Count(letter => letter == ',') == count)
            .Select(ending => (order.Name + ending, string.Join(", ", order.Labels))));
        var columns = count is { } known ? $" {known}" : "";
        return new(AdoptionAnswers.Labels, _shape.Outputs.Length == 1
            ? $"What are the{columns} columns of '{_shape.OutputNames[0]}', in their order? Classes, valence, arousal, or - for one that is not used, with commas between."
            : $"What are the columns of {string.Join(", ", _shape.OutputNames.Select(name => $"'{name}'"))}, in their order? Like {_shape.OutputNames[0]}=happy,sad;{_shape.OutputNames[1]}=valence,arousal with - for columns that are not used.",
            [.. proposals]);
    }
}
