namespace Mien.Data.Synthetic;

/// <summary>
/// The action units (AUs) of the Facial Action Coding System that the expressions here need, by their numbers
/// (Ekman and Friesen 1978; Ekman, Friesen and Hager 2002).
/// </summary>
public enum ActionUnit
{
    /// <summary>Inner brow raiser (frontalis, middle part).</summary>
    InnerBrowRaiser = 1,
    /// <summary>Outer brow raiser (frontalis, outer part).</summary>
    OuterBrowRaiser = 2,
    /// <summary>Brow lowerer: lowers the brows and draws them together (corrugator).</summary>
    BrowLowerer = 4,
    /// <summary>Upper lid raiser: white shows above the iris.</summary>
    UpperLidRaiser = 5,
    /// <summary>Cheek raiser: lifts the cheeks and narrows the eyes (orbicularis oculi, outer part).</summary>
    CheekRaiser = 6,
    /// <summary>Lid tightener (orbicularis oculi, inner part).</summary>
    LidTightener = 7,
    /// <summary>Nose wrinkler: lifts the wings of the nose and wrinkles its bridge.</summary>
    NoseWrinkler = 9,
    /// <summary>Upper lip raiser.</summary>
    UpperLipRaiser = 10,
    /// <summary>Lip corner puller: draws the corners up and out, the smile (zygomaticus major).</summary>
    LipCornerPuller = 12,
    /// <summary>Dimpler: tightens and tucks in the corner (buccinator).</summary>
    Dimpler = 14,
    /// <summary>Lip corner depressor.</summary>
    LipCornerDepressor = 15,
    /// <summary>Lower lip depressor.</summary>
    LowerLipDepressor = 16,
    /// <summary>Chin raiser: pushes up the chin and the lower lip (mentalis).</summary>
    ChinRaiser = 17,
    /// <summary>Lip stretcher: draws the corners sideways (risorius).</summary>
    LipStretcher = 20,
    /// <summary>Lip tightener: narrows the lips and the mouth.</summary>
    LipTightener = 23,
    /// <summary>Lips part.</summary>
    LipsPart = 25,
    /// <summary>Jaw drop.</summary>
    JawDrop = 26,
}
