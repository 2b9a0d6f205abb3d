namespace Mien.Data.Inspection;

/// <summary>Pictures that are there more than once: leaks between splits, contradictions between labels, and mere copies.</summary>
internal static class CopyRisks
{
    private const string Listed = "duplicates.csv lists them";

    public static IEnumerable<Risk> Assess(DatasetInspection inspection)
    {
        var looks = inspection.Groups.Select(group => group.Members.Select(index => inspection.Pictures[index]).ToArray()).ToArray();
        var copies = looks.SelectMany(group => group.GroupBy(picture => picture.PixelHash).Where(same => same.Skip(1).Any()).Select(same => same.ToArray())).ToArray();
        return [.. Leaks(inspection, copies, looks), .. Conflicts(copies, looks), .. Plain(inspection, copies, looks)];
    }

    private static IEnumerable<Risk> Leaks(DatasetInspection inspection, PictureFacts[][] copies, PictureFacts[][] looks)
    {
        foreach (var split in inspection.Splits.Where(split => split != inspection.TrainSplit))
        {
            var total = inspection.Pictures.Count(picture => picture.Split == split);
            var (exact, alike) = (CountIn(split, copies), CountIn(split, looks));
            if (exact > 0)
            {
                yield return new(Severity.Severe, "leak", $"In {split} and in another split, pixel by pixel: {RiskAssessment.Pictures(exact)} ({RiskAssessment.Percent(exact, total)} of {split}).",
                    $"Remove them from one side: a model is measured on what it has learnt by heart; {Listed}.", exact);
            }

            if (alike > exact)
            {
                yield return new(Severity.Warning, "leak-alike", $"In {split} and, nearly the same, in another split: {RiskAssessment.Pictures(alike - exact)} ({RiskAssessment.Percent(alike - exact, total)} of {split}).",
                    $"Look at them and keep each shot on one side, for example by mien data split --group-col; {Listed}.", alike - exact);
            }
        }

        static int CountIn(string split, PictureFacts[][] groups) =>
            groups.Where(group => group.Any(picture => picture.Split != split)).Sum(group => group.Count(picture => picture.Split == split));
    }

    private static IEnumerable<Risk> Conflicts(PictureFacts[][] copies, PictureFacts[][] looks)
    {
        var (exact, alike) = (CountOf(copies), CountOf(looks));
        if (exact > 0)
        {
            yield return new(Severity.Severe, "label-conflict", $"In more than one class, pixel by pixel: {RiskAssessment.Pictures(exact)}.",
                $"Decide on one label for each and remove the others: all labels but one are wrong; {Listed}.", exact);
        }

        if (alike > exact)
        {
            yield return new(Severity.Warning, "label-conflict-alike", $"In more than one class, nearly the same: {RiskAssessment.Pictures(alike - exact)}.",
                $"Look at them: shots of one moment with two labels contradict each other; {Listed}.", alike - exact);
        }

        static int CountOf(PictureFacts[][] groups) => groups.Where(group => group.Any(picture => picture.Label != group[0].Label)).Sum(group => group.Length);
    }

    private static IEnumerable<Risk> Plain(DatasetInspection inspection, PictureFacts[][] copies, PictureFacts[][] looks)
    {
        const double many = 0.01; // fraction of all pictures from which copies begin to weigh
        var total = inspection.Pictures.Length;
        var (exact, alike) = (Surplus(copies), Surplus(looks));
        if (exact > 0)
        {
            yield return new(exact > many * total ? Severity.Warning : Severity.Note, "copies", $"Copies of others, pixel by pixel: {RiskAssessment.Pictures(exact)} ({RiskAssessment.Percent(exact, total)}).",
                $"Remove all but one of each: copies count double, and a split may tear them apart; {Listed}.", exact);
        }

        if (alike > exact)
        {
            yield return new(alike - exact > many * total ? Severity.Warning : Severity.Note, "alike", $"Nearly the same as others: {RiskAssessment.Pictures(alike - exact)} ({RiskAssessment.Percent(alike - exact, total)}).",
                $"Look at them, and split by person or shot so that they stay on one side; {Listed}.", alike - exact);
        }

        static int Surplus(PictureFacts[][] groups) => groups.Sum(group => group.Length - 1);
    }
}
