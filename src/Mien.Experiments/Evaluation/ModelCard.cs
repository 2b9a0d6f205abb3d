using System.Globalization;
using System.Text;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>What a reader should know of a model before using it, as Markdown (Mitchell et al. 2019, arXiv:1810.03993).</summary>
/// <param name="Model">What the weights are good for.</param>
/// <param name="Data">What it was measured on, in a few words.</param>
/// <param name="Recipe">The recipe as trained; null where it is not at hand.</param>
public sealed record ModelCard(ModelDescription Model, string Data, string? Recipe)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "model-card.md";

    /// <summary>How the answers of the network were changed or averaged, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The card.</summary>
    public string Text(Scores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Model card: {Model.ModelName}\n\n## Model\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- Architecture: {Model.ModelName}; weights after epoch {(Model.Epoch > 0 ? Model.Epoch : "unknown")}.\n");
        text.Append(CultureInfo.InvariantCulture, $"- Classes, in the order of its outputs: {Model.Labels}.\n");
        text.Append(CultureInfo.InvariantCulture, $"- Input: {Model.Preprocessing.WidthPx} x {Model.Preprocessing.HeightPx} pixels, {(Model.Preprocessing.Channels == 1 ? "grey" : "RGB")}, one face that fills the picture.\n");
        text.AppendJoin("", Notes.Select(note => $"- {note}\n")).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"## How good it is\n\nMeasured on {Data}.\n\n{ScoresText.MainMarkdown(scores)}\n");
        text.Append(scores.Drawn.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"Intervals hold a score with 95 % confidence (bootstrap over {scores.Drawn.Count} {scores.Drawn.Unit}).\n"));
        text.Append(Fixed);
        text.Append(Recipe is null ? "The recipe is not at hand.\n" : $"The recipe as trained, with the fingerprint of the data and the versions of the libraries:\n\n```yaml\n{Recipe.TrimEnd()}\n```\n");
        return text.ToString();
    }

    private const string Fixed = """

        ## Limits

        - It says which expression a face shows in one picture. What a person feels does not follow from that (Barrett et al. 2019, doi:10.1177/1529100619832930).
        - The scores hold for faces like the measured ones. Other cameras, ages, skin colours, cultures and head poses may give others: measure them (`mien evaluate --by COLUMN`).
        - Labels of expressions are opinions: two annotators of AffectNet agreed on 60.7 % of the pictures (Mollahosseini et al. 2019, doi:10.1109/TAFFC.2017.2740923).
        - If pictures of one person lie in training and test, the scores are too good. `mien data stats` finds such leaks.

        ## Intended use

        Research, teaching, art and games, with people who know of it and agree. Not for decisions about people.

        **Banned in the European Union:** inferring emotions of people at work and in education, other than for medical or safety reasons
        (Regulation (EU) 2024/1689, the AI Act, Article 5(1)(f), which applies since 2 February 2025). Other uses of emotion recognition are high-risk there
        (Annex III, 1(c)) and must be made known to those exposed to it (Article 50(3)).

        ## Licence

        That of its training data and of the weights it started from, which Mien does not know: look them up before passing the model on.
        Many collections of faces, AffectNet, FER-2013 and RAF-DB among them, are for research that makes no money.

        ## Training


        """;
}
