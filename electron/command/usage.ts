/** What the command line understands, for the person who types it. */
import { DEFAULT_LONG_SIDE, DEFAULT_NAME_TEMPLATE, DEFAULT_STRENGTH } from '../contract/recipe.ts';

export const USAGE = `Usage: npm run -s cli -- COMMAND

  develop FILE… --prompt TEXT   send photos and store the results beside them (no FILE for a model that works from text)
      --strength N              0 keeps the photo, 1 ignores it (default ${String(DEFAULT_STRENGTH)})
      --model SLUG              one of "models" (default stable-diffusion-3-turbo-img2img)
      --set FIELD=VALUE         another field of the model; may be given again
      --with FILE               the second photo of a model that takes two, such as the face of a face swap
      --format jpeg|png         format of the results (default jpeg)
      --out DIR                 folder for the results (default: "Darkslide" beside each photo)
      --name TEMPLATE           name of the results (default ${DEFAULT_NAME_TEMPLATE})
      --full-size off|on|both   carry the result over to the photo at its full size, here and free; both: the answer is kept too (default off)
      --long-side N             longest side sent, pixels (default ${String(DEFAULT_LONG_SIDE)})
      --max-credits USD         stop before this run costs more (else the limits set in the app hold)
      --rule NAME               count the cost under a name, such as that of an export action …
      --rule-credits USD        … and stop before it costs more than this a day under that name
      --leave-out GROUP,…       do not carry into the result: dates, camera, author, place, words, prompt, or all
      --rate N                  at most N photos a minute (else as fast as the service takes them)
      --again                   develop anew, and pay for, what was developed before where the file of the result is gone
      --pairs jpeg|raw|both     of a RAW and a JPEG of one shot develop the JPEG (default), the RAW, or both
      --results-too             develop results of Darkslide among the files as well; else they are passed over
      --demo                    the simulator on this computer answers: no key, no cost
      --json                    one JSON object per line
  full-size RESULT…             make results at the full size of their photos, free and without a call
      --original FILE           the photo of the one result that is named (else it is looked for beside the results)
      --amount N                how much of the change is made, 0 to 1 (default 1)
      --keep MASK               a picture that is white where the photo stays as it is
  watch DIR… --prompt TEXT      develop what comes into folders, until it is ended; takes the options of develop
      --existing                what is there already too
      --changed                 what lies under a known name with another picture too
      --until-idle              end once everything is done
  jobs [--json]                 what waits, is under way, failed or may have been charged, with its number
       --check                  ask for the balance first, free: it tells what was charged where one was read before
  left-over [--json]            what a command line asked for and did not send before it ended: nobody sends it unasked
            --develop           send it now
            --forget            take it back
  decide JOB --again            a photo that may have been charged: send it again (paid again if it was charged)
             --again-v2         the same under a number, so that the result can be asked for when the connection is lost
             --charged          it was charged, book it
             --not-charged      it was not charged
             --drop             let it go; it stays "maybe charged" and counts in today's budget
  never-upload [DIR…] [--json]  folders whose photos never leave this computer, whoever asks; DIR is added
      --remove DIR              allow it again
  forget FILE… [--json]         take out what Darkslide knows of photos: database, copies, cache, spool; your files stay
      --all                     everything
  limits [--json]               what may be spent: a run, a day, and the balance that is kept
      --run USD --day USD --floor USD    change it ("none": no such limit) …
      --confirm                 … or say that it holds, where the settings could not be read
  rebuild-ledger [DIR…]         where the record of what was paid is lost: read it from the results in these folders
      --from-backup             go back to the newest backup first
      --anew                    begin without it: photos that were developed before may be paid for again
  models [--json]               the models and what they cost
  credits [--json]              the balance of the account
  simulate [--port N]           run the simulator by itself

FILE may be a photo or a folder. A photo that was developed under the same recipe before is skipped, not paid again.
SEGMIND_API_KEY holds the key, SEGMIND_BASE_URL another endpoint, DARKSLIDE_HOME the data folder.
While the app is open it does the work: photos are handed to it, and its limits hold.
Exit status: 0 all done, 1 some failed, 2 not understood, 3 paused (account, budget, network, disk), 4 some may have been charged:
look at "jobs", then "decide".`;
