# Les mots du sas. Chaque message d'une langue existe dans l'autre (un test les compare).

## Constats des contrôles automatiques : ce qui est vu, puis que faire

-nothing = Rien à faire.
file-type-known = Le fichier est bien ce que dit son nom ({ $extension }).
    .do = { -nothing }
file-type-unsupported = Le sas ne sait pas lire ce contenu ({ $found }, nommé .{ $extension }) et ne laisse sortir que ce qu'il sait lire.
    .do = Exportez les tableaux en CSV, les figures en PNG avec leurs données, le texte en .md ou .txt, le code en .ipynb, .py, .r ou .sql.
file-type-mismatch = Le contenu est de type { $found }, mais le nom finit par .{ $extension }.
    .do = Donnez au fichier l'extension de ce qu'il est.
reading-crashed = Le programme qui lit ce fichier s'est arrêté (code { $status }) : le fichier est abîmé, ou trop gros.
    .do = Exportez-le de nouveau, plus petit.
reading-too-long = La lecture de ce fichier a dépassé { $seconds } secondes.
    .do = Exportez-le de nouveau, plus petit ou plus simple.
reading-silent = Aucun contrôle ne dit rien de ce fichier.
    .do = Un vérificateur des sorties doit le lire en entier.
reading-too-many = Plus de 500 constats : ce fichier ne peut pas être jugé tel quel.
    .do = Corrigez les premiers, ou publiez moins.
check-failed = Le contrôle { $check } n'a pas pu juger ce fichier ({ $fault }) : il ne sort donc pas.
    .do = Exportez-le sous la forme la plus simple ; si cela se reproduit, dites-le aux vérificateurs.
table-unreadable = La ligne { $line } n'a pas autant de cellules que la première.
    .do = Écrivez un tableau simple : une ligne de noms de colonnes, et autant de cellules à chaque ligne.
counts-above-threshold = Les { $cells } nombres affichés portent chacun sur au moins { $threshold } personnes, selon l'auteur.
    .do = { -nothing }
counts-below-threshold = Ce nombre porte sur { $persons ->
    [one] { $persons } personne
   *[other] { $persons } personnes
} ; il en faut au moins { $threshold }.
    .do = Masquez-le avec d2h.outputs.suppress, ou regroupez-le avec un autre groupe.
counts-below-threshold-more = { $cells } autres nombres portent sur moins de { $threshold } personnes.
    .do = Masquez-les ou regroupez-les aussi.
measure-extreme = C'est un minimum ou un maximum ({ $given } { $of }) : la valeur d'une seule personne.
    .do = Il ne se publie que par dérogation, avec sa raison.
measure-unknown = Personne ne peut lire ce que montrent ces cases ({ $given } { $of }) : une fonction propre à l'auteur.
    .do = Regardez le code qui les produit.
counts-zero = { $cells } des nombres affichés valent zéro. Un zéro dit quelque chose de toutes les personnes du groupe.
    .do = Ne le publiez que si ce n'est pas un secret pour elles, et dites pourquoi.
counts-label-small = Cette colonne est annoncée comme des libellés, mais des nombres inférieurs à { $threshold } s'y trouvent.
    .do = Un vérificateur doit voir que ce ne sont pas des effectifs de personnes.
counts-persons-unknown = { $cells ->
    [0] Aucun nombre n'a été trouvé dans ce tableau : aucune règle n'en a jugé.
   *[other] Pour { $cells } des nombres affichés, personne n'a dit sur combien de personnes distinctes ils portent.
}
    .do = Donnez-le avec persons= en ajoutant le tableau ; sinon un vérificateur doit l'établir.
counts-evidence-shape = Les nombres de personnes donnés ne correspondent pas au tableau.
    .do = Ajoutez-le de nouveau avec un nombre par cellule.
counts-evidence-contradicted = Pour { $cells } des nombres affichés, il est annoncé plus de personnes que la cellule n'en compte ; le plus petit nombre a été retenu.
    .do = Corrigez persons=.
suppression-holds = Les { $cells } cellules masquées ne se déduisent pas des totaux de ce tableau.
    .do = { -nothing }
suppression-given-back = Cette cellule masquée se calcule à partir du tableau : { $arithmetic }.
    .do = Masquez une deuxième cellule dans sa ligne et dans sa colonne, ou retirez le total.
suppression-remainder-small = { $cells } cellules masquées d'une même ligne ou colonne font ensemble { $persons }, moins que { $threshold }.
    .do = Masquez-en une de plus, ou regroupez.
suppression-too-many = { $cells } cellules sont masquées, trop pour prouver que les totaux n'en rendent aucune.
    .do = Regroupez pour en masquer moins.
rows-too-many = Le tableau a { $rows } lignes ; on peut en lire { $limit } au plus avec soin.
    .do = Publiez un résumé.
rows-identifier-column = Cette colonne identifie des personnes ou leurs séjours. Des lignes sur des personnes isolées ne sortent jamais.
    .do = Publiez des effectifs ou des moyennes.
rows-unique-key = Chacune des { $rows } lignes a sa propre clé dans cette colonne, comme si chacune était une personne.
    .do = Retirez la colonne, ou publiez des effectifs.
rows-one-per-person = Le tableau a autant de lignes que de personnes ({ $rows }) : chacune peut être une personne.
    .do = Publiez des effectifs ou des moyennes.
identifier-nir = Un numéro de sécurité sociale (NIR) figure ici, sa clé est juste.
    .do = Retirez-le, et cherchez comment il est arrivé là.
identifier-email = Une adresse électronique figure ici.
    .do = Retirez-la.
identifier-phone = Un numéro de téléphone figure ici.
    .do = Retirez-le.
identifier-hospital-number = Un numéro hospitalier de patient ou de séjour (IPP, NDA…) figure ici.
    .do = Retirez-le.
identifier-birth-date = Une date de naissance complète figure ici.
    .do = Retirez-la, ou ne gardez que l'année.
identifier-more = { $places } autres identifiants ont été trouvés.
    .do = Retirez-les tous.
text-to-read = Aucune règle ne prouve qu'un texte libre est sans danger.
    .do = Un vérificateur doit le lire en entier.
picture-unreadable = Ce n'est pas une image PNG entière, ou elle est trop grande.
    .do = Enregistrez de nouveau la figure en PNG.
picture-extra-bytes = { $bytes } octets qui ne sont pas de l'image sont cachés dans ce fichier.
    .do = Enregistrez de nouveau la figure.
picture-metadata = L'image porte plus qu'elle-même (partie { $chunk }).
    .do = Enregistrez-la sans métadonnées ; d2h.outputs.file et d2h.outputs.figure le font.
picture-data-missing = Une figure ne sort qu'avec les nombres qu'elle montre.
    .do = Ajoutez-les en tableau d'appui : d2h.outputs.figure le fait, ou supports= avec le nom de l'image.
picture-to-look-at = Aucune règle ne prouve qu'une image est sans danger.
    .do = Un vérificateur doit la regarder et la comparer à ses données.
picture-digits-unread = Les chiffres de cette image n'ont pas pu être lus par programme.
    .do = Un vérificateur doit y lire chaque nombre.
picture-digits-small = Lus dans cette image hors de ses axes : { $numbers }, inférieurs à { $threshold }. Ils comptent peut-être trop peu de personnes.
    .do = Un vérificateur doit voir ce qu'ils comptent ; redessinez la figure sans eux s'ils comptent des personnes.
picture-digits-others = Lus dans cette image, mais pas dans le tableau derrière elle : { $numbers }.
    .do = Un vérificateur doit voir s'ils sont mal lus, se déduisent du tableau (parts, dates), ou viennent d'ailleurs.
picture-digits-held = Les { $count } nombres lus dans cette image hors de ses axes figurent dans le tableau derrière elle.
    .do = { -nothing }
notebook-unreadable = Ce n'est pas un notebook lisible.
    .do = Enregistrez-le de nouveau dans JupyterLab.
notebook-to-read = { $outputs ->
    [0] Le notebook n'a pas de résultats.
    [one] Le notebook a { $outputs } résultat.
   *[other] Le notebook a { $outputs } résultats.
}
    .do = Un vérificateur doit lire chaque résultat, le code et le texte.
notebook-attachment = Un fichier est attaché à cette cellule.
    .do = Retirez-le, et ajoutez-le à la demande comme fichier à part.
notebook-hidden-metadata = Quelque chose qu'aucun lecteur ne voit est enregistré avec ce notebook ({ $key }).
    .do = Retirez-le : d2h.outputs.notebook le fait.
notebook-metadata-identifier = Un identifiant figure, invisible, dans ce qui est enregistré avec ce notebook.
    .do = Retirez-le : d2h.outputs.notebook le fait.
notebook-picture = Ce résultat est une image sans ses nombres.
    .do = Effacez-le, et ajoutez la figure avec d2h.outputs.figure.
notebook-output-unreadable = Le sas ne sait pas lire ce résultat ({ $type }) ; les résultats interactifs contiennent souvent toutes les lignes.
    .do = Effacez-le.
notebook-active-html = Ce résultat porte un contenu caché ou actif (<{ $tag }>).
    .do = Effacez-le, ou affichez un tableau simple.
source-literals = { $values } valeurs sont écrites ici dans le code (plus de { $limit }).
    .do = Un vérificateur doit voir qu'elles ne viennent pas de personnes.
source-raw-cell = Une cellule brute n'est ni code ni texte.
    .do = Un vérificateur doit la lire.
model-supported = Le modèle a { $degrees } degrés de liberté et { $events } événements, selon l'auteur, et assez de personnes dans chaque catégorie.
    .do = { -nothing }
model-degrees-of-freedom-unknown = Personne n'a dit les degrés de liberté du modèle ; il en faut au moins { $threshold }.
    .do = Donnez degrees_of_freedom=.
model-degrees-of-freedom-too-few = Le modèle a { $value } degrés de liberté ; il en faut au moins { $threshold }, sinon ses coefficients décrivent des personnes isolées.
    .do = Prenez moins de variables ou plus de personnes.
model-events-unknown = Personne n'a dit le nombre d'événements ; il en faut au moins { $threshold }.
    .do = Donnez events=.
model-events-too-few = Le modèle repose sur { $value } événements ; il en faut au moins { $threshold }.
    .do = Prenez une période plus longue ou un critère plus large.
model-persons-unknown = Personne n'a dit le nombre de personnes du modèle ; il en faut au moins { $threshold }.
    .do = Donnez persons=.
model-persons-too-few = Le modèle repose sur { $value } personnes ; il en faut au moins { $threshold }.
    .do = Prenez plus de personnes, ou moins de groupes.
model-categories-unknown = Personne n'a dit combien de personnes compte chaque catégorie du modèle ; il en faut au moins { $threshold }.
    .do = Un vérificateur doit demander les effectifs des catégories.
model-category-too-few = Cette catégorie compte { $persons ->
    [one] { $persons } personne
   *[other] { $persons } personnes
} ; il en faut au moins { $threshold }, sinon le coefficient est le leur.
    .do = Regroupez la catégorie.
model-support-persons-too-few = La modalité ou l’issue « { $category } » compte { $value ->
    [one] 1 personne
   *[other] { $value } personnes
} ; il en faut au moins { $threshold }, pour celles de référence aussi.
    .do = Regroupez la modalité, ou retirez la variable.
model-support-events-too-few = La modalité « { $category } » compte { $value ->
    [one] 1 événement
   *[other] { $value } événements
} ; il en faut au moins { $threshold }, sinon le coefficient dit les leurs.
    .do = Regroupez la modalité, ou allongez la période.
model-others-too-few = Toutes les personnes du modèle sauf { $value } ont l’événement ; il en faut au moins { $threshold } qui ne l’ont pas.
    .do = Prenez une issue plus étroite ou davantage de personnes.
model-table-of-means = Tous les coefficients sont ceux de catégories : ce sont des différences de moyennes de groupes, comme dans un tableau.
    .do = Publiez les moyennes avec leurs effectifs, au moins { $threshold } personnes chacune ; d2h.outputs.regression(data=…) les compte.
model-not-coefficients = Ceci ne ressemble pas à un tableau de coefficients.
    .do = Un vérificateur doit voir ce que c'est.
survival-supported = Aux { $times } temps publiés, au moins { $threshold } personnes sont à risque, et autant sortent entre deux temps.
    .do = { -nothing }
survival-columns = Un tableau de survie a les colonnes time et at_risk, avec un nombre à chaque ligne.
    .do = d2h.outputs.survival les écrit.
survival-at-risk-too-few = { $persons } personnes sont à risque ici ; il en faut au moins { $threshold }.
    .do = Arrêtez la courbe plus tôt.
survival-leaving-too-few = Entre ce temps et le précédent, { $persons } personnes sortent ; il en faut au moins { $threshold }.
    .do = Regroupez les marches : d2h.outputs.survival le fait.
file-encoding = Le texte est écrit en { $encoding }, pas en UTF-8. Un vérificateur peut y voir d'autres signes que son lecteur.
    .do = Enregistrez-le en UTF-8.
table-too-wide = Le tableau a { $columns } colonnes ; on ne peut en lire avec soin que { $limit } au plus.
    .do = Publiez un résumé.
path-unknown = Il n'y a ni fichier ni dossier { $path }. Vérifiez le nom.
nothing-to-check = Il n'y a là aucun fichier à contrôler. Nommez des fichiers, ou un dossier qui en contient.
file-unreadable = { $file } n'est pas un simple fichier lisible (un lien, un périphérique, ou un fichier interdit).
    .do = Copiez-le dans un simple fichier.
archive-unreadable = Ce fichier est abîmé, ou compressé d'une façon illisible.
    .do = Refaites-le.
archive-encrypted = Ce fichier est chiffré : personne ne pourrait contrôler ce qui sort.
    .do = Enregistrez-le sans mot de passe.
archive-bomb = Décompressé, ce fichier serait bien plus gros qu'il ne paraît ; il n'est pas décompressé.
    .do = Ajoutez ses fichiers un par un.
archive-many = Plus de { $limit } fichiers sont rassemblés ici.
    .do = N'ajoutez que ceux qui doivent sortir.
archive-path = Un fichier de l'archive serait écrit hors de son dossier, ou est un lien ou un périphérique.
    .do = N'y mettez que de simples fichiers.
archive-member-twice = Deux fichiers de l'archive ont le même nom : l'un serait lu et l'autre sortirait.
    .do = Refaites l'archive.
archive-extra-bytes = Des octets placés avant ou après l'archive n'appartiennent à aucun de ses fichiers.
    .do = Refaites-la.
archive-deep = Des archives sont emboîtées sur plus de { $limit } niveaux.
    .do = Ajoutez les fichiers eux-mêmes.
archive-opened = L'archive a été décompressée et chacun de ses { $members } fichiers contrôlé.
    .do = Un vérificateur doit les voir un par un : ajoutez plutôt les fichiers eux-mêmes.
version-history = Un historique de versions (.git) garde tous les états passés de ses fichiers, données comprises.
    .do = Retirez-le.
xml-entities = Ce fichier définit ses propres abréviations, qui pourraient enfler ou aller chercher d'autres fichiers.
    .do = Exportez-le de nouveau avec le logiciel habituel.
xml-unreadable = Le XML de ce fichier est abîmé.
    .do = Exportez-le de nouveau.
workbook-hidden-part = Le classeur contient une partie qu'aucune feuille ne montre ({ $part }) : caches de tableaux croisés, liens externes, macros, images gardent des données invisibles.
    .do = Copiez les valeurs dans un nouveau classeur, ou exportez en CSV.
workbook-printer-settings = Le classeur garde { $bytes } octets de réglages d'imprimante, qu'aucune feuille ne montre et que personne ne peut lire.
    .do = Enregistrez-le sans eux : dans le carnet, openpyxl.load_workbook(nom).save(nom) les retire ; puis ajoutez de nouveau le fichier.
workbook-unseen-strings = { $cells } textes sont stockés dans le classeur sans figurer dans aucune cellule : ils ont été effacés ou cachés.
    .do = Copiez les valeurs dans un nouveau classeur.
workbook-chart-data = Un graphique garde des valeurs qui ne figurent dans aucune feuille (il en garde { $cells }).
    .do = Collez-le comme image PNG, avec son tableau.
workbook-chart = Le classeur a des graphiques.
    .do = Un vérificateur doit les regarder à côté des feuilles.
workbook-hidden-sheet = Cette feuille est masquée, et sortirait quand même.
    .do = Affichez-la, ou supprimez-la.
workbook-hidden-lines = Des lignes, des colonnes ou des cellules de cette feuille sont masquées ({ $rows } lignes, { $columns } colonnes), et sortiraient quand même.
    .do = Affichez-les, ou supprimez-les.
workbook-comment = Un commentaire est attaché à cette cellule.
    .do = Supprimez-le, ou écrivez-le dans la feuille.
workbook-formula = { $cells } cellules contiennent des formules ; ce sont leurs derniers résultats qui ont été contrôlés.
    .do = Collez-les comme valeurs.
workbook-formula-reaching = Cette formule va chercher hors du classeur, ou lance quelque chose, à l'ouverture.
    .do = Collez sa valeur.
workbook-defined-name = Le nom { $name } désigne des valeurs qu'aucune feuille ne montre.
    .do = Supprimez-le dans le gestionnaire de noms.
document-metadata = Les propriétés du fichier disent quelque chose ({ $key }).
    .do = Un vérificateur doit le lire ; mieux vaut les laisser vides.
document-hidden-metadata = Quelque chose que personne ne voit est stocké avec ce fichier ({ $key }).
    .do = Exportez-le sans cela.
document-hidden-part = Le document contient une partie que ses pages ne montrent pas ({ $part }), comme des commentaires ou un classeur incorporé.
    .do = Supprimez-la.
document-hidden-text = Il y a ici du texte que le lecteur ne voit pas ({ $part }).
    .do = Affichez-le, ou supprimez-le.
document-changes = Du texte supprimé ou déplacé est gardé comme modification suivie ({ $part }).
    .do = Acceptez toutes les modifications et enregistrez.
document-picture = Le document contient une image ({ $part }) sans ses chiffres.
    .do = Ajoutez la figure en PNG avec son tableau.
document-reaching = Le document va chercher quelque chose à l'extérieur à l'ouverture ({ $part }).
    .do = Retirez le lien.
columnar-unreadable = Ce fichier Parquet ou Arrow ne peut pas être lu ({ $fault }) : il est abîmé ou chiffré.
    .do = Écrivez-le de nouveau, ou exportez en CSV.
columnar-extra-bytes = { $bytes } octets de ce fichier n'appartiennent à aucune de ses colonnes.
    .do = Écrivez-le de nouveau.
columnar-unused-values = { $values } valeurs sont gardées dans cette colonne sans appartenir à aucune ligne : elles sortiraient sans être vues.
    .do = Écrivez-le de nouveau à partir du tableau.
pdf-unreadable = Ce PDF ne peut pas être lu jusqu'au bout ({ $fault }).
    .do = Exportez-le de nouveau.
pdf-active = Ce PDF contient autre chose que des pages ({ $part }) : scripts, pièces jointes, formulaires ou notes.
    .do = Imprimez-le dans un nouveau PDF.
pdf-versions = Le PDF garde { $versions } versions de lui-même, les anciennes invisibles.
    .do = Imprimez-le dans un nouveau PDF.
pdf-long = Le PDF a { $pages } pages ou trop d'éléments pour être lu avec soin.
    .do = Divisez-le.
figure-unreadable = Les données de cette figure ne peuvent pas être lues.
    .do = Enregistrez-la en PNG avec son tableau.
figure-raw-values = Cette figure { $type } garde { $values } valeurs d'avant le calcul : ce sont des enregistrements.
    .do = Tracez-la à partir d'effectifs ou de quantiles, ou enregistrez-la en PNG avec son tableau.
figure-points = { $points } points sont dessinés : chacun peut être une personne.
    .do = Montrez des groupes, ou une carte de chaleur d'effectifs.
figure-vertices = Une ligne de { $points } sommets garde chaque valeur exactement.
    .do = Un vérificateur doit voir qu'aucune n'est celle d'une personne ; mieux vaut l'alléger.
figure-hidden-values = La figure transporte des valeurs qu'elle ne dessine pas ({ $key }).
    .do = Retirez-les.
figure-fetches = La figure va chercher ses données à une adresse à l'ouverture.
    .do = Enregistrez-la avec le tableau qu'elle montre.
markup-active = Ceci porte un contenu caché ou actif (<{ $tag }>).
    .do = Retirez-le, ou montrez un simple tableau.
markup-script = Un script de { $characters } caractères se trouve ici, où n'importe quoi pourrait être caché.
    .do = Enregistrez la figure en PNG avec son tableau, ou avec sa bibliothèque sur le web (plotly : include_plotlyjs="cdn").
model-keeps-data = Ce modèle garde des données sur lesquelles il a été ajusté ({ $class }).
    .do = Publiez ses coefficients ou ses résultats en tableau.
model-code = Ouvrir ce fichier exécuterait ou chargerait { $class }, dont aucun modèle connu n'a besoin. Il n'est jamais ouvert.
    .do = Exportez le modèle avec skops, ou ses coefficients en CSV.
model-pickle-unknown = Ce pickle ne contient aucun modèle connu du sas, ou autre chose que des modèles, et un pickle peut contenir n'importe quoi.
    .do = Exportez le modèle avec skops, ou ses coefficients en CSV.
model-tree-pickle = Les feuilles d'un arbre dans un pickle ne peuvent pas être comptées sans l'exécuter.
    .do = Exportez-le avec skops ; chaque feuille doit avoir au moins { $leaf } personnes.
model-leaves-unknown = Ce modèle ne dit pas combien de personnes sont dans ses feuilles ; il en faut au moins { $leaf } dans chacune.
    .do = Exportez-le avec skops.
model-leaves-small = { $leaves } feuilles de ce modèle ont moins de { $leaf } personnes, la plus petite { $persons }.
    .do = Ajustez-le de nouveau avec min_samples_leaf={ $leaf }.
model-leaves-large = Chaque feuille de ce modèle a au moins { $leaf } personnes (la plus petite { $persons }).
    .do = { -nothing }
model-large = Le modèle contient plus de nombres ({ $bytes }) qu'il n'en faut pour des coefficients : ce peuvent être des données.
    .do = Exportez ses coefficients en CSV.
model-unreadable = Ce fichier de modèle ne peut pas être lu.
    .do = Exportez-le de nouveau avec skops, ou ses coefficients en CSV.
model-to-look-at = Aucune règle ne prouve qu'un modèle est sans danger : ses réponses peuvent trahir qui était dans ses données.
    .do = Un vérificateur doit le juger, au mieux avec le rapport d'une attaque.
statistic-extreme = Un minimum, un maximum ou une étendue est la valeur d'une personne, si grand que soit le groupe.
    .do = Publiez les 5e et 95e centiles, ou demandez une dérogation si la borne est connue de tous.
quantile-few = Ce quantile porte sur { $persons } personnes ; il en faut { $needed } pour qu'il y en ait assez de chaque côté.
    .do = Publiez la médiane, ou des groupes plus grands.
quantile-rows = Des personnes ont ici plusieurs lignes : celles de moins de { $threshold } peuvent être tout ce qui dépasse ce quantile.
    .do = Prenez d'abord une valeur par personne, par exemple la moyenne de chacune.
quantile-unknown = Personne n'a dit sur combien de personnes porte ce quantile : il en faut au moins { $threshold } de chaque côté.
    .do = Ajoutez une colonne n.
statistic-mode = La valeur la plus fréquente est sans risque si au moins { $threshold } personnes l'ont, et pas toutes.
    .do = Dites dans le contexte combien de personnes l'ont.
figure-whiskers = Les moustaches et points extrêmes d'une boîte à moustaches sont des valeurs de personnes.
    .do = Tracez-la à partir de quantiles, moustaches aux 5e et 95e, sans points extrêmes.
spread-few = Ce nombre a { $value } degrés de liberté ; il en faut au moins { $threshold }.
    .do = Prenez des groupes plus grands.
spread-zero = Une dispersion nulle dit que tous ont la même valeur, et la moyenne dit laquelle.
    .do = Masquez la ligne.
density-ends = La courbe couvre { $share } % des personnes : ses bouts découlent de la plus petite et de la plus grande valeur d'une personne.
    .do = Tracez-la du 5e au 95e centile : d2h.outputs.density le fait.
density-bump = Une bosse de cette courbe contient { $persons } personnes ; il en faut au moins { $threshold }.
    .do = Lissez davantage : une fenêtre plus large réunit les bosses.
density-unknown = Personne ne dit de combien de personnes cette courbe est tirée ; il en faut au moins { $threshold }, et dans chacune de ses bosses.
    .do = Indiquez person_total=, ou faites-la par d2h.outputs.density.
smoothed-unknown = Une tendance tracée à travers des points suit des personnes seules là où elles sont peu.
    .do = Un vérificateur doit voir qu'au moins { $threshold } personnes sont autour de chaque point, aux bouts aussi.
calibration-unknown = Personne ne dit combien de personnes contient chaque classe ; il en faut au moins { $threshold } avec et { $threshold } sans l'événement.
    .do = Faites-la par d2h.outputs.calibration_curve, ou ajoutez une colonne n.
concentration-dominated = Cet indice est si élevé qu'un ou deux contributeurs font forcément presque tout le total.
    .do = Retirez-le, ou élargissez le groupe.
lorenz-unknown = Personne ne dit combien de personnes séparent deux points de cette courbe ; il en faut au moins { $threshold }.
    .do = Faites-la par d2h.outputs.lorenz, ou indiquez person_total=.
lorenz-steps = Entre deux points de cette courbe, il y a { $persons } personnes ; il en faut au moins { $threshold }.
    .do = Montrez moins de points : d2h.outputs.lorenz le fait.
cluster-medoid = Un médoïde, exemplaire ou prototype est l'enregistrement d'une personne.
    .do = Publiez les moyennes et les effectifs des groupes.
cluster-unknown = Personne ne dit combien de personnes contient chaque groupe ; le centre d'un groupe d'une personne est cette personne.
    .do = Ajoutez une colonne n : au moins { $threshold } personnes dans chacun.
test-small-cell = Avec les effectifs à côté, ce test ne laisse que { $tables ->
    [one] un tableau
   *[other] { $tables } tableaux
} de deux sur deux, dont une case vaut { $persons } ; il faut au moins { $threshold }.
    .do = Retirez les effectifs ou le test, ou arrondissez les effectifs.
values-all-same = Les { $persons } personnes derrière ce nombre ont toutes la même valeur : il dit celle de chacune.
    .do = Masquez-le, ou regroupez.
correlation-perfect = Une corrélation parfaite permet de calculer une variable à partir de l'autre, pour chacun.
    .do = Retirez-la.
test-with-margins = Un test à côté de plusieurs effectifs peut redonner tout le tableau 2×2.
    .do = Un vérificateur doit voir que ses cellules sont assez grandes ; publiez le tableau, ou le test seul.
dominance = Peu de contributeurs font l'essentiel de ce total, qui révèle donc leurs valeurs de près.
    .do = Masquez-le, ou regroupez.
dominance-largest-shown = La plus grande contribution est la valeur d'une personne.
    .do = Placez-la dans un fichier d'appui, qui reste à l'intérieur.
concentration-unknown = Une mesure de concentration est sans risque avec au moins { $threshold } contributeurs dont aucun ne domine.
    .do = Donnez leur nombre et, dans un fichier d'appui, les deux plus grands.
share-small = Cette part de { $base } personnes en représente { $persons }, ou toutes sauf autant ; il en faut au moins { $threshold }.
    .do = Masquez-la, ou regroupez.
share-whole = { $cells } parts valent 0 ou 100 % : elles disent quelque chose de toutes les personnes du groupe.
    .do = Ne les publiez que si ce n'est pas un secret pour elles, et dites pourquoi.
group-all-but-few = Sur { $base } personnes, toutes sauf { $persons } sont comptées ici ; il doit en rester au moins { $threshold }.
    .do = Regroupez, ou retirez le total.
group-whole = Dans { $cells } groupes, tout le monde est compté : le nombre dit quelque chose de chacun.
    .do = Ne le publiez que si ce n'est pas un secret, et dites pourquoi.
running-total-steps = Ce cumul augmente de { $persons ->
    [one] { $persons } personne
   *[other] { $persons } personnes
} jusqu'à cette ligne ; d'une ligne à l'autre il doit s'en ajouter au moins { $threshold }.
    .do = Donnez-le à moins de dates.
running-total-perhaps = Ce nombre ne fait que croître, de { $persons ->
    [one] { $persons } personne
   *[other] { $persons } personnes
} jusqu'à cette ligne. Si c'est un cumul, elles se retrouvent seules ; il en faut au moins { $threshold }.
    .do = Si c'en est un, donnez-le à moins de dates ; sinon, dites ce que compte chaque ligne.
counts-nested-perhaps = À chaque ligne, l'un de « { $one } » et « { $other } » vaut au moins l'autre, avec une fois un écart de { $persons }. Si l'un fait partie de l'autre, il reste si peu de personnes ; il en faut au moins { $threshold }.
    .do = Dites quel est leur lien. Si l'un fait partie de l'autre, regroupez ou retirez-en un.
value-only-one = Le groupe n'a qu'une seule valeur : chacun y a la même.
    .do = Ne le publiez que si ce n'est pas un secret, et dites pourquoi.
ratio-small-cell = Avec ses marges, ce rapport redonne le tableau 2×2, dont la plus petite cellule vaut { $persons } ; il en faut au moins { $threshold }.
    .do = Retirez les marges.
ratio-with-margins = Un rapport à côté d'effectifs peut redonner son tableau 2×2.
    .do = Un vérificateur doit voir que ses quatre cellules sont assez grandes.
weights-alone = Des nombres pondérés ne disent pas combien de personnes sont derrière ; il en faut au moins { $threshold }.
    .do = Ajoutez l'effectif non pondéré.
counts-unrounded = { $cells } effectifs ne sont pas arrondis comme le demandent ces règles : à { $base }, ou au milieu de pas de { $midpoint } (1 veut dire pas d'arrondi).
    .do = Arrondissez-les tous de la même façon, les totaux en dernier.
roc-thresholds = Les seuils d'une courbe ROC sont des scores exacts de personnes.
    .do = Retirez la colonne.
roc-steps = Un pas de cette courbe vaut { $persons } personnes ; il en faut au moins { $threshold }.
    .do = Allégez la courbe et arrondissez-la à deux décimales.
roc-unknown = Chaque pas d'une courbe ROC doit compter au moins { $threshold } personnes avec et sans l'issue.
    .do = Un vérificateur doit le constater.
histogram-edges = Les bornes de ces classes viennent des données : les extrêmes sont le minimum et le maximum exacts.
    .do = Choisissez des bornes rondes, et laissez ouvertes la première et la dernière classe.
records-model = Chacune des { $rows } lignes a ici sa propre valeur, comme les valeurs ajustées, résidus et scores : c'est celle d'une personne.
    .do = Publiez les coefficients et un résumé.
records-text = { $rows } lignes contiennent ici du texte libre, comme des notes sur des personnes.
    .do = Retirez la colonne.
records-attributes = { $columns } colonnes contiennent ce qu'on mesure sur une personne, et aucune ne résume : les { $rows } lignes ressemblent à des enregistrements.
    .do = Publiez des effectifs ou des moyennes.
records-repeated = Les { $rows } lignes répètent leurs libellés et diffèrent par leurs nombres, comme des enregistrements de personnes.
    .do = Publiez des effectifs ou des moyennes.
model-saturated = Le modèle s'ajuste parfaitement : ses coefficients sont des valeurs de personnes.
    .do = Prenez moins de variables, ou plus de personnes.
table-formula = Un tableur exécuterait cette cellule comme une formule à l'ouverture du tableau.
    .do = Mettez une apostrophe devant, ou retirez-la.
file-type-not-allowed = Ces règles ne laissent sortir que { $allowed }, et ce fichier est { $found }.
    .do = Exportez-le dans l'un de ces formats.
acro-internal = ACRO garde ce fichier pour lui et pour les vérificateurs. Il reste à l'intérieur.
    .do = { -nothing }
acro-internal-leaves = ACRO garde ceci pour lui et pour les vérificateurs : cela ne sort jamais.
    .do = Ajoutez l'archive comme fichier d'appui, ou les résultats un par un.
acro-federated = ACRO a fait ce tableau pour un agrégateur et ne l'a pas contrôlé (mode fédéré) : il peut contenir la plus grande valeur de chaque case, et reste à l'intérieur.
    .do = Demandez la sortie de ce que l'agrégateur répond.
acro-unrecorded = Ce fichier se trouve dans un paquet d'ACRO sans qu'aucun enregistrement n'en parle.
    .do = Ajoutez-le avec custom_output, ou retirez-le.
acro-checksum = Ce fichier n'est pas celui dont ACRO a gardé l'empreinte : il a été changé après coup, ou n'en a pas.
    .do = Refaites finalise.
acro-status-lenient = ACRO dit { $status } de { $uid }, mais les contrôles bloquent ce fichier.
    .do = Les contrôles l'emportent : corrigez ce qu'ils disent.
acro-status-severe = ACRO dit { $status } de { $uid }, et les contrôles ne trouvent pas de raison de bloquer.
    .do = Un vérificateur doit voir pourquoi.
acro-results-altered = Les enregistrements de ce paquet (results.json) ne sont pas ceux dont ACRO a gardé l'empreinte : un statut a pu être changé après coup.
    .do = Refaites finalise.
acro-file-missing = Un enregistrement de ce paquet parle de { $name }, qui n'y est pas.
    .do = Refaites finalise, avec tous ses fichiers.
acro-checksum-alone = ACRO a gardé une empreinte de { $name }, qui n'est ni dans le paquet ni dans un enregistrement.
    .do = Un vérificateur doit voir pourquoi il en a été retiré.
acro-record-empty = L'enregistrement { $uid } n'a aucun fichier : il n'y a rien à juger.
    .do = { -nothing }
acro-recorded-twice = Plusieurs enregistrements parlent de ce fichier et ne s'accordent pas ({ $uids }).
    .do = Refaites finalise, avec un enregistrement par fichier.
acro-cells-differ = ACRO et les contrôles ne trouvent pas trop petites les mêmes cases ({ $uid }) : { $missed } qu'ACRO ne cite pas, { $beyond } qu'il cite et pas les contrôles.
    .do = Les contrôles l'emportent ; un vérificateur doit voir pourquoi.
acro-status-agrees = ACRO dit { $status } de { $uid }, et les contrôles ne le contredisent pas.
    .do = { -nothing }
acro-exception = Une dérogation a été demandée dans ACRO ({ $uid }).
    .do = Un vérificateur doit en décider.
acro-version = Ce paquet a été écrit par ACRO { $version } ; les versions 0.4 et 1 peuvent être lues.
    .do = Exportez ses fichiers et ajoutez-les un par un.
acro-unreadable = Les enregistrements de ce paquet d'ACRO (results.json) ne peuvent pas être lus.
    .do = Refaites finalise.
acro-status-stands = ACRO, qui avait les données, dit { $status } de { $uid }, et rien ici ne prouve le contraire.
    .do = Masquez ce qu'il a marqué, ou ajoutez les nombres de personnes.
identifier-site = Un numéro figure ici qui ressemble à ceux des patients ou des séjours de cet établissement.
    .do = Retirez-le.
identifier-name = Le nom d'une personne figure ici, d'après la liste de l'établissement.
    .do = Retirez-le.
records-synthetic = Ces { $rows } lignes sont annoncées comme synthétiques. Des données synthétiques ne sont pas une sortie : elles peuvent répéter de vraies personnes.
    .do = Publiez plutôt des résultats.
records-values = { $values } valeurs d'une variable se suivent ici, et aucune ne résume : ce sont les valeurs de personnes.
    .do = Publiez des quantiles ou des effectifs.

## Tableaux liés : ceux de la demande et ceux déjà sortis, pris ensemble

linked-exact = Ce nombre masqué se retrouve avec d'autres tableaux : { $arithmetic }.
    .do = Masquez une autre cellule de { $tables }, ou n'en publiez qu'un.
linked-narrow = Tous les tableaux ensemble ({ $tables }) ne laissent à ce nombre masqué que les valeurs de { $low } à { $high }.
    .do = Masquez d'autres cellules, ou regroupez.
linked-difference = La différence entre deux tableaux isole { $high ->
    [one] { $high } personne
   *[other] { $high } personnes
} (il en faut au moins { $threshold }) : { $arithmetic }.
    .do = Ne publiez que l'un des deux, ou regroupez.
linked-share = Un pourcentage et sa base, chacun dans son tableau, donnent { $high ->
    [one] { $high } personne
   *[other] { $high } personnes
}, ou toutes sauf autant (il en faut au moins { $threshold }) : { $arithmetic }.
    .do = Masquez le pourcentage, ou regroupez.
linked-quotient = Une somme et la moyenne de la même variable donnent { $high ->
    [one] { $high } personne
   *[other] { $high } personnes
} (il en faut au moins { $threshold }) : { $arithmetic }.
    .do = Masquez la somme ou la moyenne de ce groupe, ou regroupez.
linked-ask-same = Ces tableaux portent-ils sur les mêmes personnes ({ $tables }) ? Si oui, ils donnent ensemble : { $arithmetic }, soit moins de { $threshold } personnes.
    .do = Dites-le avec population= dans d2h.outputs.table (le même nom pour les mêmes personnes), ou modifiez l'un d'eux ; un vérificateur doit avoir une réponse avant toute sortie.
linked-ask-part = Les personnes d'un de ces tableaux font-elles partie de celles de l'autre ({ $tables }) ? Si oui, leur différence isole moins de { $threshold } personnes : { $arithmetic }.
    .do = Dites-le avec population= et part_of= dans d2h.outputs.table ; un vérificateur doit avoir une réponse avant toute sortie.
linked-claimed-apart = L'auteur dit que ces tableaux portent sur d'autres personnes ({ $tables }). S'il se trompe, ils révèlent ensemble ce qui doit rester caché : { $arithmetic }.
    .do = Un vérificateur doit s'assurer que personne n'est dans les deux.
linked-ratio = Un rapport et les marges de son tableau 2×2, dans des tableaux à part, donnent { $high ->
    [one] { $high } personne
   *[other] { $high } personnes
} au plus (il en faut au moins { $threshold }) : { $arithmetic }.
    .do = Imprimez le rapport avec moins de décimales, ou retenez l'une des marges.
linked-sum-exact = Ce nombre masqué se retrouve avec d'autres sommes ou moyennes : { $arithmetic }.
    .do = Masquez une autre cellule de { $tables }, ou n'en publiez qu'un.
linked-sum-narrow = Tous les tableaux ensemble ({ $tables }) ne laissent à cette somme masquée que de { $low } à { $high } : c'est proche de ce qu'une seule personne peut y avoir apporté.
    .do = Masquez d'autres cellules, ou regroupez.
linked-sum-difference = Deux tableaux donnent la somme de { $persons ->
    [one] { $persons } personne
   *[other] { $persons } personnes
} (il en faut au moins { $threshold }) : { $arithmetic }.
    .do = Ne publiez que l'un des deux, ou regroupez.
linked-sum-dominated = Deux tableaux donnent une somme qu'une personne fait presque à elle seule : { $arithmetic }.
    .do = Ne publiez que l'un des deux, ou regroupez.
linked-ask-sum = Ces tableaux portent-ils sur les mêmes personnes, ou l'un sur une partie de celles de l'autre ({ $tables }) ? Si oui, ils donnent ensemble la somme de peu de personnes, ou une somme masquée : { $arithmetic }.
    .do = Dites-le avec population= et part_of= dans d2h.outputs.table ; un vérificateur doit avoir une réponse avant toute sortie.
linked-contradiction = Aucun nombre ne convient à tout ce que { $tables } impriment : un total n'en est pas un, un nombre est faux, ou deux groupes de même nom diffèrent.
    .do = Corrigez, ou donnez à chaque population son nom (population=) ; un vérificateur doit comparer ces tableaux.
linked-too-large = Ce fichier contient plus de nombres que le contrôle commun de tous les tableaux n'en lit.
    .do = Un vérificateur doit le comparer aux autres ; mieux vaut un tableau plus petit.
linked-incomplete = Ces tableaux sont trop nombreux ou trop grands pour que le contrôle commun aille au bout.
    .do = Un vérificateur doit les comparer ; mieux vaut partager la demande.
linked-release-unread = La sortie { $release } ne peut plus être lue : on ne sait pas ce qu'elle révèle avec cette demande.
    .do = Un vérificateur doit les comparer à partir de ce qui est sorti.
linked-more = { $cells } autres nombres se retrouvent de même avec d'autres tableaux.
    .do = Masquez d'autres cellules, ou publiez moins de tableaux.

## Refus

access-missing = Cette adresse demande un jeton d'accès. Depuis un espace de travail, utilisez d2h.outputs.
answers-not-proved = L'auteur dit que des passerelles ont signé ces nombres, mais le fichier n'est pas exactement ce qu'elles ont répondu sous les autorisations en vigueur.
    .do = Jugez-le comme un autre.
answers-signed = Ce sont les nombres que les passerelles de { $sites } ont répondus et signés, inchangés.
    .do = { -nothing }
access-expired = Votre accès a pris fin. Demandez un nouveau jeton ; s'il est refusé, votre projet est peut-être suspendu ou terminé.
access-invalid = Votre accès n'a pas été reconnu. Redémarrez l'espace de travail.
access-other-door = Le jeton d'accès a été fait pour un autre espace de travail. Demandez-en un là où vous l'utilisez.
clocks-apart = Les horloges du hub et du sas diffèrent de plus de { $seconds } secondes : rien n'est répondu. Prévenez votre administrateur : les deux machines ont besoin d'un service de temps.
action-not-permitted = { $action ->
    [edit] Seul l'auteur d'une demande peut la modifier.
    [check] Seul l'auteur d'une demande peut la faire contrôler.
    [submit] Seul l'auteur d'une demande peut la soumettre.
    [withdraw] Seul l'auteur d'une demande peut la retirer.
    [vote] Seuls les vérificateurs des sorties donnent leur avis sur une demande.
    [revoke] Seuls les vérificateurs et les administrateurs peuvent révoquer une sortie.
   *[other] Vous ne pouvez pas faire cela ({ $action }).
}
training-lacking = Votre formation manque ou son attestation a pris fin ({ $kinds }) : vous ne jugez rien avant que vos administrateurs en aient enregistré une valable.
review-not-independent = Vous avez écrit cette demande ou appartenez à son projet : d'autres doivent la juger.
airlock-busy = Trop de changements de cette demande à la fois ; le vôtre n'a rien changé. Réessayez.
airlock-fault = Le sas a échoué ; rien n'a changé. Réessayez dans une minute ; si cela dure, prévenez votre administrateur.
airlock-ready = La clé, le stockage et la base du sas sont prêts.
body-too-large = L'envoi dépasse les { $limit } octets permis. Envoyez un fichier plus petit.
upload-too-slow = L'envoi a duré trop longtemps et a été abandonné. Réessayez.
comment-missing = Dites en commentaire pourquoi { $file } peut sortir : les contrôles demandent de le regarder.
comment-missing-group = Dites, dans un commentaire que l'auteur pourra lire, ce qui doit changer dans le groupe { $group }.
comment-needed = { $choice ->
    [return] Dites en commentaire ce qui doit changer.
    [reject] Dites en commentaire pourquoi ceci ne peut pas sortir.
   *[other] Cet avis demande un commentaire.
}
comment-unknown-file = Cette demande n'a pas de fichier { $file } à commenter.
csrf-missing = Ce formulaire n'est plus valable. Rechargez la page et envoyez-le de nouveau.
database-not-migrated = La base de données n'est pas prête. Lancez : python -m output_checking.migrate
database-url-invalid = L'adresse de la base de données est illisible. Vérifiez le réglage DATABASE_URL.
database-unreachable = La base de données ne répond pas. Démarrez-la, puis réessayez.
evidence-invalid = Les nombres donnés avec le fichier sont illisibles (à { $where }). Utilisez d2h.outputs, ou voyez la description de l'API.
file-empty = { $file } est vide.
    .do = Ajoutez un fichier qui contient quelque chose.
file-name = Un nom de fichier a des lettres, des chiffres, des espaces et . - _ ( ), une extension, et 100 caractères au plus ; ce n'est pas un chemin. Renommez le fichier.
file-name-taken = Ce nom se confond avec { $file }, déjà dans la demande. Renommez l'un des deux.
file-too-large = Le fichier dépasse les { $limit } octets permis.
    .do = Publiez moins, ou partagez-le.
file-unknown = Cette demande n'a pas de fichier { $file }.
files-changed = Un fichier a changé pendant les contrôles. Relancez-les.
findings-missing = Aucun contrôle n'a parlé de { $file } ; la demande ne peut pas continuer. Prévenez votre administrateur.
hub-unreachable = Le hub ne répond pas : personne ne peut être reconnu. Réessayez dans une minute.
import-comment-needed = Dites pourquoi : pour refuser un fichier, ou pour en laisser entrer un où quelque chose est à examiner.
import-malware-found = ClamAV y a trouvé { $malware } : il n'entre pas.
    .do = Ne le faites pas entrer : prévenez qui l'a envoyé, et votre administrateur.
import-malware-none = { $by } n'a trouvé aucun logiciel malveillant.
    .do = { -nothing }
import-malware-not-sought = Aucun détecteur de logiciels malveillants n'est installé ici (ClamAV) : personne n'en a cherché.
    .do = Ne laissez entrer que ce qui vient d'une source sûre.
import-name-taken = Le projet a déjà un fichier nommé { $file }. Demandez-le sous un autre nom, avec sa version par exemple.
import-not-model = Ce n'est pas ce que contient un fichier en { $ending }.
    .do = Exportez de nouveau le modèle ; pickles et archives n'entrent jamais.
import-not-text = Ce n'est pas du texte UTF-8.
    .do = Enregistrez-le en UTF-8.
import-secret-address = Une adresse avec un mot de passe est ici.
    .do = Retirez-la, et changez le mot de passe.
import-secret-none = Aucun mot de passe, aucune clé, aucun jeton n'a été reconnu.
    .do = { -nothing }
import-secret-password = Un mot de passe est ici.
    .do = Retirez-le, et changez-le.
import-secret-private-key = Une clé privée est ici.
    .do = Retirez-la, et faites-en une nouvelle.
import-secret-token = Un jeton d'accès est ici.
    .do = Retirez-le, et révoquez-le.
import-state = Cet import est déjà décidé, ou bloqué ({ $state }).
import-text-turned = Il contient des signes cachés qui retournent le sens du texte : il se lit autrement qu’il ne s’exécute.
    .do = Retirez-les.
import-too-large = Les fichiers de cette sorte entrent jusqu'à { $limit } octets.
    .do = Demandez aux établissements les données dont un projet a besoin ; ne faites entrer que code, listes et modèles.
import-type-known = Un fichier d'une sorte qui peut entrer ({ $ending }).
    .do = { -nothing }
import-type-unknown = Les fichiers de cette sorte n'entrent pas. Ceux-ci entrent : { $allowed }.
    .do = Faites-le entrer sous l'une de ces formes ; des données de patients se demandent aux établissements.
import-unknown = Il n'y a pas d'import { $request }, ou vous n'avez rien à y faire.
metrics-address-wrong = { $address } n'est pas une adresse où donner des mesures. Écrivez HÔTE:PORT, par exemple 127.0.0.1:8023, ou laissez vide.
key-unreadable = { $path } ne contient pas de clé Ed25519 lisible. Vérifiez le chemin.
link-invalid = Ce lien est inconnu, a servi, ou a plus de { $minutes } minutes. Faites-en un nouveau sur la page de la demande.
login-failed = La connexion n'a pas abouti. Revenez à la première page du sas et reconnectez-vous.
login-refused = Votre compte n'a pas accès au sas. Demandez à votre administrateur.
not-a-member = Vous n'êtes pas membre du projet { $project }. Demandez à son responsable.
package-deleted = Les fichiers de cette demande ont été supprimés, comme son projet le prévoit pour les demandes closes. La fiche et l'audit restent.
notice-closing = Ce message est écrit par le sas. Il ne dit jamais ce que contient une demande : ouvrez sa page pour la lire.
notice-audit = Établissement { $site } : { $kind ->
    [site-audit-never-sent] il n'a jamais envoyé son journal au hub.
    [site-audit-silent] il n'envoie plus son journal au hub.
   *[site-audit-parted] son journal et la copie qu'en a le hub ne sont plus les mêmes.
} Ce qu'on en sait : ./d2h status
notice-end = Projet { $project } : { $what ->
    [project] il prend
    [committee] l'avis de son comité prend
    [basis] sa base réglementaire prend
    [register] son inscription au registre du délégué à la protection des données prend
    [review] la confirmation de qui peut y travailler prend
   *[archive] sa durée d'archivage prend
} fin dans { $days } jours au plus. Où il en est : d2h project life { $project }
notice-job = Traitement différé { $job } : { $state ->
    [FINISHED] il est terminé.
    [FAILED] il a échoué.
    [CANCELLED] il a été arrêté.
   *[LOST] il a été perdu.
} Dans un espace de travail de son projet, d2h.jobs.list() en dit plus.
notice-line = Demande { $request } : { $kind ->
    [BLOCKED] les contrôles automatiques l'ont arrêtée ; elle attend vos corrections.
    [SUBMITTED] elle attend votre avis.
    [CONSOLIDATION] les avis diffèrent ; elle attend votre avis définitif.
    [RETURNED] des corrections vous sont demandées.
    [REJECTED] elle est refusée.
    [RELEASED] elle est sortie ; son archive peut être téléchargée.
    [REVOKED] sa sortie a été révoquée. N'utilisez plus l'archive téléchargée, et effacez vos copies.
    [reminder] elle attend toujours votre avis.
   *[other] { $kind }
}
notice-training = Formation de { $user } : une attestation nécessaire prend fin dans { $days } jours. Les administrateurs de la plateforme enregistrent la suivante.
notice-opening = Bonjour,
notice-subject = { $count ->
    [one] Sas : demande { $subject }
   *[other] Sas : { $count } messages au sujet de demandes
}
notice-subject-job = { $count ->
    [one] D2H : traitement différé { $subject }
   *[other] D2H : { $count } messages
}
notice-subject-project = { $count ->
    [one] D2H : projet { $subject }
   *[other] D2H : { $count } messages
}
notice-subject-site = { $count ->
    [one] D2H : journal de { $subject }
   *[other] D2H : { $count } messages
}
package-not-ready = Il n'y a pas de paquet à prendre (la demande est { $state ->
    [DRAFT] un brouillon
    [CHECKING] en cours de contrôle
    [BLOCKED] bloquée par les contrôles
    [SUBMITTED] chez les vérificateurs
    [CONSOLIDATION] chez les vérificateurs, dont les avis diffèrent
    [RETURNED] renvoyée
    [APPROVED] approuvée, le paquet se prépare
    [REJECTED] refusée
    [WITHDRAWN] retirée
    [REVOKED] révoquée
   *[other] { $state }
}).
package-not-yours = Seuls le projet et les vérificateurs des sorties prennent ce paquet.
page-unknown = Il n'y a rien à { $where }.
person-unknown = { $user } n'est pas connu de cette plateforme. Demandez à votre administrateur.
profile-unreadable = Les règles de { $path } sont illisibles (à { $where }). Corrigez le fichier.
project-unknown = Il n'y a pas de projet { $project }.
replay-not-offered = Cette installation ne propose pas de rejeu : demandez à ses administrateurs.
replay-notebook-missing = Cette demande n'a pas de carnet à rejouer : ajoutez-le avec d2h.outputs.notebook.
replay-notebook-several = Un rejeu demande un seul carnet, et cette demande en a plusieurs : { $files }. N'en laissez qu'un.
replay-under-way = Un rejeu de cette soumission est déjà en cours : attendez-le.
replay-too-many = Une soumission se rejoue { $limit } fois au plus.
replay-dropped = La demande a avancé avant la fin du rejeu : il a été abandonné.
replay-not-started = Le rejeu n'a pas pu partir pendant deux heures. Prévenez les administrateurs (journal replays.log), puis redemandez-le.
replay-lost = Le rejeu est perdu : son conteneur ou le programme qui le surveille a disparu. Redemandez-le.
replay-unreachable = Le programme des rejeux ne répond pas. Prévenez les administrateurs (journal replays.log).
replay-unreadable = Ce que le rejeu a produit n'a pas pu être lu : le carnet l'a peut-être abîmé.
replay-too-large = Le carnet a produit plus qu'un rejeu ne peut rendre.
replay-image = L'image de confiance { $image } des espaces de travail manque. Prévenez les administrateurs.
replay-order-malformed = Le rejeu n'a pas pu être demandé tel quel ({ $where }). Prévenez les administrateurs.
replay-notebook-fault = { $cell ->
    [0] Le carnet n'a pas pu être exécuté jusqu'au bout ({ $error }).
   *[other] Le carnet s'est arrêté à la cellule { $cell } ({ $error }).
}
replay-stopped-time = Le carnet ne s'arrêtait pas de lui-même : il a été arrêté après { $seconds } secondes.
replay-stopped-memory = Le carnet a pris toute la mémoire permise : il a été arrêté après { $seconds } secondes.
replay-stopped-access = Le projet ou l'une de ses autorisations a pris fin pendant l'exécution : le carnet a été arrêté après { $seconds } secondes.
replay-stopped-broken = Le conteneur du rejeu s'est cassé après { $seconds } secondes. Redemandez-le.
replay-permit-over = L'autorisation de l'établissement { $site } n'est plus celle sous laquelle les résultats ont été soumis : il faut les soumettre à nouveau.
project-not-active = Le projet { $project } n'est pas actif : rien n'en est rejoué.
project-step-over = Un avis ou une référence du projet { $project } valait jusqu'au { $until } : rien n'en est rejoué avant le suivant.
access-review-over = Les accès au projet { $project } devaient être confirmés avant le { $due } : rien n'en est rejoué d'ici là.
project-not-started = Le projet { $project } commence le { $starts } : rien n'en est rejoué avant.
project-expired = Le projet { $project } a pris fin le { $ends } : rien n'en est plus rejoué.
no-permit-in-force = Aucune autorisation d'établissement n'est en vigueur pour le projet { $project } : son carnet n'a rien à lire.
reason-needed = Dites pourquoi.
exception-impossible = Personne ne peut laisser passer ce que le contrôle { $rule } bloque ici : corrigez le fichier.
exception-needless = Seul ce qui bloque demande une dérogation.
finding-gone = Ce constat n'y est plus : le fichier a été contrôlé de nouveau. Relisez ses constats.
group-unexplained = Dites du groupe { $group } d'où viennent ses nombres et ce qui les rend sûrs, puis soumettez.
group-unknown = Aucun fichier n'est dans un groupe nommé { $group }.
request-empty = Cette demande n'a aucun fichier à sortir. Ajoutez-en un d'abord.
request-invalid = Cet appel est mal formé (à { $where }).
request-state = Impossible maintenant ({ $action }) : la demande est { $state ->
    [DRAFT] un brouillon
    [CHECKING] en cours de contrôle
    [BLOCKED] bloquée par les contrôles
    [SUBMITTED] chez les vérificateurs
    [CONSOLIDATION] chez les vérificateurs, dont les avis diffèrent
    [RETURNED] renvoyée pour modification
    [APPROVED] approuvée
    [RELEASED] sortie
    [REJECTED] refusée
    [WITHDRAWN] retirée
    [REVOKED] révoquée
   *[other] { $state }
}.
request-too-large = Les fichiers dépassent ensemble les { $limit } octets permis. Partagez la demande.
request-unknown = Il n'y a pas de demande { $request }, ou elle ne vous concerne pas.
store-altered = Un fichier conservé n'est plus celui qui fut ajouté ({ $sha256 }) : rien ne sort.
    .do = Prévenez tout de suite votre administrateur.
supports-missing = Un fichier d'appui dit quel fichier à sortir il appuie : nommez-le (supports).
supports-unknown = { $file } n'est pas un fichier à sortir de cette demande qu'un fichier d'appui puisse appuyer.
too-many-files = Une demande a { $limit } fichiers au plus. Partagez-la.
turn-changed = La demande a changé depuis que vous l'avez lue (elle en est au tour { $turn }). Relisez-la.
vote-twice = Votre avis sur ce tour est déjà donné, et reste.
words-missing = Rien n'est écrit ici. Écrivez-le avec des mots.
words-too-long = On peut écrire ici { $limit } caractères au plus. Raccourcissez.
words-unfit = Ce texte contient des signes qui ne peuvent pas être gardés (caractères de contrôle). Récrivez-le sans eux.

## d2h check

finding-place = { $key ->
    [row] ligne
    [column] colonne
    [cell] cellule
    [line] ligne
    [position] caractère
    [sheet] feuille
    [page] page
    [member] membre
   *[other] { $key }
} { $value }

finding-sources = { $count ->
    [one] Source : { $titles }
   *[other] Sources : { $titles }
}

## d2h release verify

verify-held = ✓ { $package } est bien ce que le sas a laissé sortir : demande { $request } du projet { $project }, « { $title } », approuvée { $approved }, { $files ->
    [one] { $files } fichier
   *[other] { $files } fichiers
} :
verify-failed = ✗ { $package } n'est PAS ce que le sas a laissé sortir. Ne l'utilisez pas.
signature-invalid = Sa signature manque, est altérée, ou vient d'un autre sas : vérifiez que la clé est la bonne.
package-unreadable = { $path } n'est pas un paquet lisible.
package-record-altered = Son document de sortie a été changé après la signature.
package-file-missing = { $file } manque.
package-file-unexpected = { $file } a été ajouté ; le sas ne l'a pas laissé sortir.
package-file-altered = { $file } a été changé après l'approbation.
package-bytes-altered = Ses fichiers sont justes, mais des octets autour d'eux ont été changés ou ajoutés.

## La page des règles
rules-title = Ce que disent les contrôles, et d'où
rules-opening = Chaque constat des contrôles automatiques : ce qu'il dit avoir vu, que faire, et sur quoi repose la règle. Les nombres que remplit un constat sont laissés ouverts (…) ; ceux qui sont en vigueur figurent dans le profil de l'installation (output_checking/profiles). Cette page est écrite à partir des tables que lit le sas lui-même ; elle ne se modifie pas à la main.
rules-code = Constat
rules-seen = Ce qui est vu
rules-advice = Que faire
rules-sources = Source

## La page des états, des droits et de la visibilité
states-title = États d'une demande de sortie
states-opening = Cette page est écrite d'après les tables que le sas lui-même lit ; elle ne se modifie pas à la main.
states-diagram = D'état en état
states-permissions = Qui fait quoi
states-where = Chaque action n'existe que dans les états que le diagramme lui donne ; changer les fichiers et les contrôler, dans un brouillon, une demande bloquée ou renvoyée. Une personne peut être dans plusieurs colonnes. Donner un avis est un acte à part entière ; la décision découle des avis, et personne ne la prend seul.
states-visibility = Qui voit une demande, dans quel état
states-private = commentaires pour ceux qui jugent
states-package = l'archive sortie
states-votes = Qui juge lit les avis des autres sur une soumission une fois le sien donné. Les autres personnes qui voient la demande lisent les avis, et les commentaires publics, une fois la soumission décidée.
states-notices = Qui est prévenu par courriel
states-entered = Quand une demande est
states-told = Prévenus
standing-author = auteur
standing-member = autre membre du projet
standing-reviewer = vérificateur indépendant
standing-site = responsable des données sollicité
standing-admin = administrateur
standing-system = le sas
action-edit = changer fichiers et mots
action-check = lancer les contrôles
action-submit = soumettre
action-withdraw = retirer
action-block = les contrôles bloquent
action-pass-checks = contrôles faits
action-vote = donner un avis
action-differ = les avis diffèrent
action-approve = approuver
action-return = renvoyer
action-reject = refuser
action-release = signer et sortir
action-replay = demander une réexécution
action-record-replay = garder le résultat d'une réexécution
action-revoke = révoquer
in-DRAFT = en brouillon
in-CHECKING = aux contrôles
in-BLOCKED = bloquée par les contrôles
in-SUBMITTED = chez les vérificateurs
in-CONSOLIDATION = au second tour d'avis
in-RETURNED = renvoyée
in-APPROVED = approuvée
in-RELEASED = sortie
in-REJECTED = refusée
in-WITHDRAWN = retirée
in-REVOKED = révoquée
audience-author = son auteur
audience-fetchers = qui a téléchargé l'archive
audience-judges = qui peut donner un avis et ne l'a pas fait

## Repairs

repair-does-not-apply = La réparation « { $method } » ne s'applique pas à ce qui bloque ici. Celles-ci s'appliquent : { $methods }. Tapez d2h.outputs.check().fix("…") avec l'une d'elles.
repair-unreadable = Ce tableau ne peut pas être réparé tel quel : ce n'est pas un simple CSV avec une ligne d'en-têtes, ou il dépasse { $cells } cases. Regroupez davantage, ou enregistrez-le de nouveau avec d2h.outputs.table.
repair-no-table = Seuls les tableaux ajoutés par d2h.outputs.table, et ceux qui appuient une figure, peuvent être réparés.
repair-names-no-cell = Ce qui bloque ici n'est dans aucune case à part : changer des cases n'y fait rien.
repair-figure = Ce sont les nombres de la figure { $figure }, qui les montre aussi. Dessinez-la à partir d'un tableau plus grossier, et ajoutez-la de nouveau.
repair-too-few = Même tous ensemble, ils sont trop peu : { $persons } personnes, il en faut au moins { $threshold }. Laissez ce tableau de côté, ou prenez plus de personnes.
repair-persons-repeat = Une personne peut figurer dans plusieurs classes : nul ne sait combien deux classes en comptent ensemble. Dessinez l'histogramme avec des classes plus larges.
repair-solver = La recherche de cases à masquer n'a pas abouti. Essayez un tableau plus grossier, ou fix("round").
repair-not-offered = Le bruit n'est pas offert à ce projet : son profil ne dit rien de perturbation. Choisissez une autre réparation.
repair-no-cell-keys = Ce tableau a été fait sans les clés dont le bruit est tiré. Faites-le par d2h.outputs.crosstab(…, persons=…, cell_keys=True) et ajoutez-le de nouveau.
perturbation-impossible = Le bruit que demande le profil est impossible : au plus { $deviation }, variance { $variance }, aucun effectif de 1 à { $small }. Le premier doit dépasser le dernier ; demandez à votre administrateur.
repair-needs-records = La moyenne de valeurs voisines demande les données : tapez d2h.outputs.check().fix("average", data=…) dans le carnet.
