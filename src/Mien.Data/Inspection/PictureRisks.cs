namespace Mien.Data.Inspection;

/// <summary>What single pictures are like: no face, dark, blurry, small, of another kind than the rest.</summary>
internal static class PictureRisks
{
    private const double ManyFraction = 0.05; // from which on a finding is a warning
    private const int SmallPx = 48; // the size of FER-2013, the smallest that models of the field are trained on
    private const double GreyGap = 0.2; // difference between classes in the share of grey pictures

    public static IEnumerable<Risk> Assess(DatasetInspection inspection)
    {
        var readable = inspection.Pictures.Where(picture => picture.Problem is null).ToArray();
        return readable.Length == 0 ? [] : [.. Faces(inspection, readable), .. Quality(readable), .. Kinds(inspection, readable)];
    }

    private static IEnumerable<Risk> Faces(DatasetInspection inspection, PictureFacts[] readable)
    {
        if (inspection.FaceProblem is { } problem)
        {
            yield return new(Severity.Note, "faces-unknown", $"No faces were looked for: {problem}.", "Inspect again when that is mended.", 0);
        }

        var searched = readable.Where(picture => picture.FaceCount is not null).ToArray();
        if (Count(searched, picture => picture.FaceCount == 0) is > 0 and var none)
        {
            yield return Finding(none, searched.Length, "no-face", "No face found",
                "Look at them: it misses turned, covered and tilted faces, but drawings, hands and mistakes are among them too; mien data crop --none skip leaves them out.", $" of {searched.Length} looked at");
        }

        if (Count(searched, picture => picture.FaceCount > 1) is > 0 and var several)
        {
            yield return Finding(several, searched.Length, "several-faces", "Several faces found",
                "A label fits one face: mien data crop cuts out the largest.", $" of {searched.Length} looked at");
        }
    }

    private static IEnumerable<Risk> Quality(PictureFacts[] readable)
    {
        (string Code, string What, string Advice, Func<PictureFacts, bool> Is)[] kinds =
        [
            ("blank", "Blank", "Remove them: there is nothing to see.", PictureQuality.IsBlank),
            ("dark", "Very dark", "Look at them, and remove those on which a person sees no expression.", PictureQuality.IsDark),
            ("bright", "Very bright", "Look at them, and remove those on which a person sees no expression.", PictureQuality.IsBright),
            ("blurry", "Blurry", "Look at them; blur beyond what the model will meet later teaches nothing.", PictureQuality.IsBlurry),
            ("small", $"A side of less than {SmallPx} pixels", "Leave them out or train on small pictures: enlarging adds no expression.", picture => Math.Min(picture.Header.Width, picture.Header.Height) < SmallPx),
        ];
        return from kind in kinds
               let count = Count(readable, kind.Is)
               where count > 0
               select Finding(count, readable.Length, kind.Code, kind.What, kind.Advice);
    }

    private static IEnumerable<Risk> Kinds(DatasetInspection inspection, PictureFacts[] readable)
    {
        if (Count(readable, picture => picture.HasWrongExtension) is > 0 and var wrong)
        {
            yield return new(Severity.Note, "wrong-extension", $"With the extension of another format: {RiskAssessment.Pictures(wrong)}.", "Nothing for Mien, which looks at the content; other programs may stumble.", wrong);
        }

        if (Count(readable, picture => picture.Header.HasAlpha) is > 0 and var alpha)
        {
            yield return new(Severity.Note, "transparent", $"Perhaps transparent, and laid over white: {RiskAssessment.Pictures(alpha)}.", "Nothing, unless another background was meant.", alpha);
        }

        var grey = readable.GroupBy(picture => picture.Label).Select(group => (Label: group.Key, Share: group.Average(picture => picture.IsGrey ? 1.0 : 0))).OrderBy(pair => pair.Share).ToArray();
        if (grey[^1].Share - grey[0].Share > GreyGap)
        {
            yield return new(Severity.Warning, "grey-by-class",
                $"{RiskAssessment.Percent(grey[^1].Share, 1)} of {inspection.Labels[grey[^1].Label]} are grey but {RiskAssessment.Percent(grey[0].Share, 1)} of {inspection.Labels[grey[0].Label]}.",
                "Train on grey pictures (mien train --set model.channels=1): otherwise colour gives the class away.", Count(readable, picture => picture.IsGrey));
        }
    }

    private static int Count(PictureFacts[] pictures, Func<PictureFacts, bool> isSo) => pictures.Count(isSo);

    private static Risk Finding(int count, int total, string code, string what, string advice, string ofWhich = "") =>
        new(count > ManyFraction * total ? Severity.Warning : Severity.Note, code,
            $"{what}: {RiskAssessment.Pictures(count)}{ofWhich} ({RiskAssessment.Percent(count, total)}).", advice, count);
}
