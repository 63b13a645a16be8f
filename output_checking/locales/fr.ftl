# Les mots du sas. Chaque message d'une langue existe dans l'autre (un test les compare).

## Constats des contrôles automatiques : ce qui est vu, puis que faire

file-type-known = Le fichier est bien ce que dit son nom ({ $extension }).
file-type-unsupported = Le sas ne sait pas lire ce contenu ({ $found }, nommé .{ $extension }) et ne laisse sortir que ce qu'il sait lire. Exportez les tableaux en CSV, les figures en PNG avec leurs données, le texte en .md ou .txt, le code en .ipynb, .py, .r ou .sql.
file-type-mismatch = Le contenu est de type { $found }, mais le nom finit par .{ $extension }. Donnez au fichier l'extension de ce qu'il est.
reading-crashed = Le programme qui lit ce fichier s'est arrêté (code { $status }) : le fichier est abîmé, ou trop gros. Exportez-le de nouveau, plus petit.
reading-too-long = La lecture de ce fichier a dépassé { $seconds } secondes. Exportez-le de nouveau, plus petit ou plus simple.
reading-silent = Aucun contrôle ne dit rien de ce fichier. Un vérificateur des sorties doit le lire en entier.
reading-too-many = Plus de 500 constats : ce fichier ne peut pas être jugé tel quel. Corrigez les premiers, ou publiez moins.
check-failed = Le contrôle { $check } n'a pas pu juger ce fichier ({ $fault }) : il ne sort donc pas. Exportez-le sous la forme la plus simple ; si cela se reproduit, dites-le aux vérificateurs.
table-unreadable = La ligne { $line } n'a pas autant de cellules que la première. Écrivez un tableau simple : une ligne de noms de colonnes, et autant de cellules à chaque ligne.
counts-above-threshold = Les { $cells } nombres affichés portent chacun sur au moins { $threshold } personnes, selon l'auteur.
counts-below-threshold = Ce nombre porte sur { $persons ->
    [one] { $persons } personne
   *[other] { $persons } personnes
} ; il en faut au moins { $threshold }. Masquez-le avec d2h.outputs.suppress, ou regroupez-le avec un autre groupe.
counts-below-threshold-more = { $cells } autres nombres portent sur moins de { $threshold } personnes. Masquez-les ou regroupez-les aussi.
counts-zero = { $cells } des nombres affichés valent zéro. Un zéro dit quelque chose de toutes les personnes du groupe : ne le publiez que si ce n'est pas un secret pour elles, et dites pourquoi.
measure-extreme = C'est un minimum ou un maximum ({ $given } { $of }) : la valeur d'une seule personne. Il ne se publie que par dérogation, avec sa raison.
measure-unknown = Personne ne peut lire ce que montrent ces cases ({ $given } { $of }) : une fonction propre à l'auteur. Regardez le code qui les produit.
counts-label-small = Cette colonne est annoncée comme des libellés, mais des nombres inférieurs à { $threshold } s'y trouvent. Un vérificateur doit voir que ce ne sont pas des effectifs de personnes.
counts-persons-unknown = Pour { $cells } des nombres affichés, personne n'a dit sur combien de personnes distinctes ils portent. Donnez-le avec persons= en ajoutant le tableau ; sinon un vérificateur doit l'établir.
counts-evidence-shape = Les nombres de personnes donnés ne correspondent pas au tableau. Ajoutez-le de nouveau avec un nombre par cellule.
counts-evidence-contradicted = Pour { $cells } des nombres affichés, il est annoncé plus de personnes que la cellule n'en compte. Corrigez persons= ; le plus petit nombre a été retenu.
suppression-holds = Les { $cells } cellules masquées ne se déduisent pas des totaux de ce tableau.
suppression-given-back = Cette cellule masquée se calcule à partir du tableau : { $arithmetic }. Masquez une deuxième cellule dans sa ligne et dans sa colonne, ou retirez le total.
suppression-remainder-small = { $cells } cellules masquées d'une même ligne ou colonne font ensemble { $persons }, moins que { $threshold }. Masquez-en une de plus, ou regroupez.
suppression-too-many = { $cells } cellules sont masquées, trop pour prouver que les totaux n'en rendent aucune. Regroupez pour en masquer moins.
rows-too-many = Le tableau a { $rows } lignes ; on peut en lire { $limit } au plus avec soin. Publiez un résumé.
rows-identifier-column = Cette colonne identifie des personnes ou leurs séjours. Des lignes sur des personnes isolées ne sortent jamais : publiez des effectifs ou des moyennes.
rows-unique-key = Chacune des { $rows } lignes a sa propre clé dans cette colonne, comme si chacune était une personne. Retirez la colonne, ou publiez des effectifs.
rows-one-per-person = Le tableau a autant de lignes que de personnes ({ $rows }) : chacune peut être une personne. Publiez des effectifs ou des moyennes.
identifier-nir = Un numéro de sécurité sociale (NIR) figure ici, sa clé est juste. Retirez-le, et cherchez comment il est arrivé là.
identifier-email = Une adresse électronique figure ici. Retirez-la.
identifier-phone = Un numéro de téléphone figure ici. Retirez-le.
identifier-hospital-number = Un numéro hospitalier de patient ou de séjour (IPP, NDA…) figure ici. Retirez-le.
identifier-birth-date = Une date de naissance complète figure ici. Retirez-la, ou ne gardez que l'année.
identifier-more = { $places } autres identifiants ont été trouvés. Retirez-les tous.
text-to-read = Aucune règle ne prouve qu'un texte libre est sans danger. Un vérificateur doit le lire en entier.
picture-unreadable = Ce n'est pas une image PNG entière, ou elle est trop grande. Enregistrez de nouveau la figure en PNG.
picture-extra-bytes = { $bytes } octets qui ne sont pas de l'image sont cachés dans ce fichier. Enregistrez de nouveau la figure.
picture-metadata = L'image porte plus qu'elle-même (partie { $chunk }). Enregistrez-la sans métadonnées ; d2h.outputs.figure le fait.
picture-data-missing = Une figure ne sort qu'avec les nombres qu'elle montre. Ajoutez-les en tableau d'appui : d2h.outputs.figure le fait, ou supports= avec le nom de l'image.
picture-to-look-at = Aucune règle ne lit une image. Un vérificateur doit la regarder et la comparer à ses données.
notebook-unreadable = Ce n'est pas un notebook lisible. Enregistrez-le de nouveau dans JupyterLab.
notebook-to-read = { $outputs ->
    [0] Le notebook n'a pas de résultats. Un vérificateur doit lire son code et son texte.
    [one] Le notebook a { $outputs } résultat. Un vérificateur doit le lire, avec le code et le texte.
   *[other] Le notebook a { $outputs } résultats. Un vérificateur doit lire chacun d'eux, avec le code et le texte.
}
notebook-attachment = Un fichier est attaché à cette cellule. Retirez-le, et ajoutez-le à la demande comme fichier à part.
notebook-hidden-metadata = Quelque chose qu'aucun lecteur ne voit est enregistré avec ce notebook ({ $key }). Retirez-le : d2h.outputs.notebook le fait.
notebook-metadata-identifier = Un identifiant figure, invisible, dans ce qui est enregistré avec ce notebook. Retirez-le : d2h.outputs.notebook le fait.
notebook-picture = Ce résultat est une image sans ses nombres. Effacez-le, et ajoutez la figure avec d2h.outputs.figure.
notebook-output-unreadable = Le sas ne sait pas lire ce résultat ({ $type }) ; les résultats interactifs contiennent souvent toutes les lignes. Effacez-le.
notebook-active-html = Ce résultat porte un contenu caché ou actif (<{ $tag }>). Effacez-le, ou affichez un tableau simple.
source-literals = { $values } valeurs sont écrites ici dans le code (plus de { $limit }). Un vérificateur doit voir qu'elles ne viennent pas de personnes.
source-raw-cell = Une cellule brute n'est ni code ni texte. Un vérificateur doit la lire.
model-supported = Le modèle a { $degrees } degrés de liberté et { $events } événements, selon l'auteur, et assez de personnes dans chaque catégorie.
model-degrees-of-freedom-unknown = Personne n'a dit les degrés de liberté du modèle ; il en faut au moins { $threshold }. Donnez degrees_of_freedom=.
model-degrees-of-freedom-too-few = Le modèle a { $value } degrés de liberté ; il en faut au moins { $threshold }, sinon ses coefficients décrivent des personnes isolées. Prenez moins de variables ou plus de personnes.
model-events-unknown = Personne n'a dit le nombre d'événements ; il en faut au moins { $threshold }. Donnez events=.
model-events-too-few = Le modèle repose sur { $value } événements ; il en faut au moins { $threshold }. Prenez une période plus longue ou un critère plus large.
model-persons-unknown = Personne n'a dit le nombre de personnes du modèle ; il en faut au moins { $threshold }. Donnez persons=.
model-persons-too-few = Le modèle repose sur { $value } personnes ; il en faut au moins { $threshold }.
model-categories-unknown = Personne n'a dit combien de personnes compte chaque catégorie du modèle ; il en faut au moins { $threshold }. Un vérificateur doit demander les effectifs des catégories.
model-category-too-few = Cette catégorie compte { $persons ->
    [one] { $persons } personne
   *[other] { $persons } personnes
} ; il en faut au moins { $threshold }, sinon le coefficient est le leur. Regroupez la catégorie.
model-not-coefficients = Ceci ne ressemble pas à un tableau de coefficients. Un vérificateur doit voir ce que c'est.
survival-supported = Aux { $times } temps publiés, au moins { $threshold } personnes sont à risque, et autant sortent entre deux temps.
survival-columns = Un tableau de survie a les colonnes time et at_risk, avec un nombre à chaque ligne. d2h.outputs.survival les écrit.
survival-at-risk-too-few = { $persons } personnes sont à risque ici ; il en faut au moins { $threshold }. Arrêtez la courbe plus tôt.
survival-leaving-too-few = Entre ce temps et le précédent, { $persons } personnes sortent ; il en faut au moins { $threshold }. Regroupez les marches : d2h.outputs.survival le fait.

## Refus

access-missing = Cette adresse demande un jeton d'accès. Depuis un espace de travail, utilisez d2h.outputs.
access-expired = Votre accès a pris fin. Demandez un nouveau jeton ; s'il est refusé, votre projet est peut-être suspendu ou terminé.
access-invalid = Votre accès n'a pas été reconnu. Redémarrez l'espace de travail.
action-not-permitted = { $action ->
    [edit] Seul l'auteur d'une demande peut la modifier.
    [check] Seul l'auteur d'une demande peut la faire contrôler.
    [submit] Seul l'auteur d'une demande peut la soumettre.
    [withdraw] Seul l'auteur d'une demande peut la retirer.
    [vote] Seuls les vérificateurs des sorties donnent leur avis sur une demande.
    [revoke] Seuls les vérificateurs et les administrateurs peuvent révoquer une sortie.
   *[other] Vous ne pouvez pas faire cela ({ $action }).
}
review-not-independent = Vous avez écrit cette demande ou appartenez à son projet : d'autres doivent la juger.
airlock-busy = Trop de changements de cette demande à la fois ; le vôtre n'a rien changé. Réessayez.
airlock-fault = Le sas a échoué ; rien n'a changé. Réessayez dans une minute ; si cela dure, prévenez votre administrateur.
airlock-ready = La clé, le stockage et la base du sas sont prêts.
body-too-large = L'envoi dépasse les { $limit } octets permis. Envoyez un fichier plus petit.
upload-too-slow = L'envoi a duré trop longtemps et a été abandonné. Réessayez.
comment-missing = Dites en commentaire pourquoi { $file } peut sortir : les contrôles demandent de le regarder.
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
file-name = Un nom de fichier a des lettres, des chiffres, des espaces et . - _ ( ), une extension, et 100 caractères au plus ; ce n'est pas un chemin. Renommez le fichier.
file-name-taken = Ce nom se confond avec { $file }, déjà dans la demande. Renommez l'un des deux.
file-too-large = Le fichier dépasse les { $limit } octets permis. Publiez moins, ou partagez-le.
file-unknown = Cette demande n'a pas de fichier { $file }.
files-changed = Un fichier a changé pendant les contrôles. Relancez-les.
findings-missing = Aucun contrôle n'a parlé de { $file } ; la demande ne peut pas continuer. Prévenez votre administrateur.
hub-unreachable = Le hub ne répond pas : personne ne peut être reconnu. Réessayez dans une minute.
key-unreadable = { $path } ne contient pas de clé Ed25519 lisible. Vérifiez le chemin.
login-failed = La connexion n'a pas abouti. Revenez à la première page du sas et reconnectez-vous.
login-refused = Votre compte n'a pas accès au sas. Demandez à votre administrateur.
not-a-member = Vous n'êtes pas membre du projet { $project }. Demandez à son responsable.
package-not-ready = Il n'y a pas de paquet à prendre (la demande est { $state ->
    [DRAFT] un brouillon
    [CHECKING] en cours de contrôle
    [BLOCKED] bloquée par les contrôles
    [SUBMITTED] chez les vérificateurs
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
reason-needed = Dites pourquoi.
request-empty = Cette demande n'a aucun fichier à sortir. Ajoutez-en un d'abord.
request-invalid = Cet appel est mal formé (à { $where }).
request-state = Impossible maintenant ({ $action }) : la demande est { $state ->
    [DRAFT] un brouillon
    [CHECKING] en cours de contrôle
    [BLOCKED] bloquée par les contrôles
    [SUBMITTED] chez les vérificateurs
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
store-altered = Un fichier conservé n'est plus celui qui fut ajouté ({ $sha256 }). Rien ne sort ; prévenez tout de suite votre administrateur.
supports-missing = Un fichier d'appui dit quel fichier à sortir il appuie : nommez-le (supports).
supports-unknown = { $file } n'est pas un fichier à sortir de cette demande qu'un fichier d'appui puisse appuyer.
too-many-files = Une demande a { $limit } fichiers au plus. Partagez-la.
turn-changed = La demande a changé depuis que vous l'avez lue (elle en est au tour { $turn }). Relisez-la.
vote-twice = Votre avis sur ce tour est déjà donné, et reste.
words-missing = Rien n'est écrit ici. Écrivez-le avec des mots.
words-too-long = On peut écrire ici { $limit } caractères au plus. Raccourcissez.
words-unfit = Ce texte contient des signes qui ne peuvent pas être gardés (caractères de contrôle). Récrivez-le sans eux.

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
