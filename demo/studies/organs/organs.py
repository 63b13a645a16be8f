"""The study of organs on radiographs, made into a notebook by `python -m demo.studies`."""
# mypy: ignore-errors

# %% [markdown]
# # Le cœur est-il trop large ? Le réseau répond, le radiologue compare
# *Is the heart too wide? The network answers, the radiologist compares*
#
# Des radiographies de thorax et les contours qu'un expert y a tracés. Un petit U-Net apprend à trouver les
# poumons et le cœur ; chez des personnes qu'il n'a jamais vues, on mesure s'il les trouve, puis l'indice
# cardio-thoracique qu'on en tire. Ces thorax ne sont ceux de personne.
#
# *Radiographs of chests and the outlines that an expert drew on them. A small U-Net learns to find lungs and
# heart; in persons it has never seen we measure whether it does, then the cardiothoracic ratio that follows.
# These chests are nobody's.*
#
# Il faut PyTorch : l'image `workspace-gpu`, avec ou sans carte.
#
# *PyTorch is needed: the image `workspace-gpu`, with a GPU or without.*

# %%
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.nn import functional

import d2h_sdk as d2h

d2h.datasets()

# %% [markdown]
# ## 1. Images et contours · *Images and outlines*
#
# Les contours sont une table : une ligne par suite de pixels. On en refait des masques.
#
# *Outlines are a table: a row per stretch of pixels. Masks are made of them again.*

# %%
images = d2h.images.read()
contours = d2h.read("contours")
ORGANS = ["right lung", "left lung", "heart"]


def mask_of(person, shape):
    """0 : rien / nothing ; 1, 2, 3 : ORGANS."""
    mask = np.zeros(shape, dtype=np.int64)
    for row in contours[contours["person_id"] == person].itertuples():
        mask[row.image_row, row.first_column : row.last_column + 1] = ORGANS.index(row.organ) + 1
    return mask


persons = images.table["person_id"].to_numpy()
pixels = np.stack([image.pixels for image in images]).astype(np.float32)
masks = np.stack([mask_of(person, pixels.shape[1:]) for person in persons])
print(f"{len(images)} images, {len(set(persons))} personnes / persons")

# %% [markdown]
# ## 2. Ceux que le réseau ne verra pas · *Those the network will not see*
#
# On coupe par personne, jamais par image : deux images d'une personne se ressemblent trop.
#
# *The cut is by person, never by image: two images of a person are too much alike.*

# %%
drawn = np.random.default_rng(1).permutation(np.unique(persons))
held_out = np.isin(persons, drawn[: len(drawn) // 3])
print(f"{(~held_out).sum()} pour apprendre / to learn, {held_out.sum()} pour juger / to judge")

# %% [markdown]
# ## 3. Un petit U-Net · *A small U-Net*
#
# Sur des images réduites de moitié ; les probabilités sont ramenées à la taille d'origine. Des poids qu'un
# établissement a remis au projet se trouvent dans `~/imports` : rien n'est jamais téléchargé.
#
# *On images of half the size; probabilities come back to the whole one. Weights that a hospital handed to the
# project are in `~/imports`: nothing is ever downloaded.*


# %%
def block(before, after):
    return nn.Sequential(
        *(nn.Conv2d(before, after, 3, padding=1), nn.BatchNorm2d(after), nn.LeakyReLU(0.1)),
        *(nn.Conv2d(after, after, 3, padding=1), nn.BatchNorm2d(after), nn.LeakyReLU(0.1)),
    )


class UNet(nn.Module):
    def __init__(self, classes, widths=(8, 16, 32, 64)):
        super().__init__()
        self.down = nn.ModuleList(block(before, after) for before, after in pairwise((1, *widths)))
        self.up = nn.ModuleList(block(wide + narrow, narrow) for narrow, wide in pairwise(widths))
        self.last = nn.Conv2d(widths[0], classes, 1)

    def forward(self, seen):
        kept = []
        for level, down in enumerate(self.down):
            seen = down(functional.max_pool2d(seen, 2) if level else seen)
            kept.append(seen)
        for level in range(len(self.up) - 1, -1, -1):
            wider = functional.interpolate(seen, scale_factor=2, mode="bilinear", align_corners=False)
            seen = self.up[level](torch.cat([wider, kept[level]], dim=1))
        return self.last(seen)


def prepared(pixels):
    """Moyenne 0, écart-type 1, moitié de la taille / mean 0, SD 1, half the size."""
    images = torch.from_numpy(pixels)[:, None]
    images = (images - images.mean((2, 3), keepdim=True)) / images.std((2, 3), keepdim=True)
    return functional.avg_pool2d(images, 2)


def loss_of(found, wanted):
    """Entropie croisée et Dice : le plus petit organe compte autant / the smallest counts as much."""
    shares, truth = found.softmax(1), functional.one_hot(wanted, found.shape[1]).movedim(-1, 1)
    dice = 2 * (shares * truth).sum((0, 2, 3)) / (shares + truth).sum((0, 2, 3))
    return functional.cross_entropy(found, wanted) + 1 - dice[1:].mean()


def train(pixels, masks, epochs=30):
    torch.manual_seed(1)
    network = UNet(len(ORGANS) + 1).to(device)
    seen, wanted = prepared(pixels).to(device), torch.from_numpy(masks[:, ::2, ::2].copy()).to(device)
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=3e-3, total_steps=epochs * -(-len(seen) // 8)
    )
    for _ in range(epochs):
        for batch in torch.randperm(len(seen)).split(8):
            loss = loss_of(network(seen[batch]), wanted[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return network


def segment(network, pixels):
    """Un organe par pixel / an organ per pixel, 0 : rien / nothing."""
    network.eval()
    with torch.no_grad():
        found = torch.cat([network(batch.to(device)).cpu() for batch in prepared(pixels).split(8)])
        whole = functional.interpolate(found, pixels.shape[1:], mode="bilinear", align_corners=False)
    return whole.argmax(1).numpy()


# %%
device = "cuda" if torch.cuda.is_available() else "cpu"
weights = Path.home() / "imports" / "unet.pt"
if weights.exists():
    network = UNet(len(ORGANS) + 1).to(device)
    network.load_state_dict(torch.load(weights, map_location=device, weights_only=True))
else:
    network = train(pixels[~held_out], masks[~held_out])
found = segment(network, pixels[held_out])

# %% [markdown]
# ## 4. A-t-il trouvé ? · *Did it find them?*
#
# L'indice de Dice : 1, le même contour ; 0, rien en commun.
#
# *The Dice index: 1, the same outline; 0, nothing in common.*

# %%
expert = masks[held_out]


def dice(found, expert):
    return 2 * (found & expert).sum() / (found.sum() + expert.sum())


scores = pd.DataFrame(
    [
        {"person_id": person, "organ": organ, "dice": dice(found[at] == label, expert[at] == label)}
        for at, person in enumerate(persons[held_out])
        for label, organ in enumerate(ORGANS, start=1)
    ]
)
by_organ = d2h.outputs.pivot_table(scores, values="dice", index="organ", aggfunc="mean", persons="person_id")
by_organ.round(3)

# %% [markdown]
# ## 5. L'indice cardio-thoracique · *The cardiothoracic ratio*
#
# La plus grande largeur du cœur sur celle du thorax ; au-dessus de 0,5, le cœur est dit trop large.
#
# *The greatest width of the heart over that of the chest; above 0.5 a heart is called too wide.*


# %%
def width(mask):
    columns = np.nonzero(mask.any(axis=0))[0]
    return columns.max() - columns.min() + 1 if len(columns) else np.nan


def ratio(mask):
    return width(mask == 3) / width((mask == 1) | (mask == 2))


ratios = pd.DataFrame(
    {
        "person_id": persons[held_out],
        "network": [ratio(mask) for mask in found],
        "expert": [ratio(mask) for mask in expert],
    }
)
bias = (ratios["network"] - ratios["expert"]).mean()
spread = (ratios["network"] - ratios["expert"]).std()
print(f"écart moyen / mean difference {bias:+.3f} ± {1.96 * spread:.3f} (95 %)")

# %%
shown = images[held_out][0]
outlines = {organ: found[0] == label for label, organ in enumerate(ORGANS, start=1)}
d2h.images.show(shown, outlines)

# %% [markdown]
# Les masques se gardent en DICOM-SEG, que tout logiciel de radiologie ouvre.
#
# *Masks are kept as DICOM-SEG, which any radiology software opens.*

# %%
d2h.images.save_masks("organs.dcm", shown, outlines, made_by="U-Net")
again = d2h.images.read_masks("organs.dcm", shown)
print({organ: bool((again[organ][0] == outlines[organ]).all()) for organ in ORGANS})

# %% [markdown]
# ## 6. Demander la sortie · *Asking for release*
#
# Le tableau sort ; les images et les masques restent. *The table leaves; images and masks stay.*

# %%
d2h.outputs.draft(
    "Organes sur radiographies : indice de Dice du réseau",
    "Dice moyen par organe chez des personnes que le réseau n'a pas vues. / Mean Dice by organ in "
    "persons that the network has not seen.",
)
d2h.outputs.table(by_organ.round(3), "dice_by_organ", evidence=by_organ)
d2h.outputs.notebook("organs.ipynb")
d2h.outputs.check()

# %%
d2h.outputs.explain(
    context="Personnes tenues à l'écart de l'apprentissage (persons held out of learning).",
    controls="Effectifs en personnes, dix au moins par organe (persons are counted, ten at least by organ).",
)
d2h.outputs.submit()
